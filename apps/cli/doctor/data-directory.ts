import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@lien-thong/config';
import { SqliteLogReader } from '@lien-thong/event-store';
import { INSTALLATION_KEY_FILE } from '@lien-thong/security';
import Database from 'better-sqlite3';
import { holderOf, logFile, viewsFile } from '../opening.js';
import { type Finding, fail, ok } from './check.js';

/** What stands in the data directory. */

export const directory = ({ dataDir }: Config): Finding => {
  if (!existsSync(dataDir)) return ok(`${dataDir}: chưa có, sẽ được tạo`, `${dataDir}: not there yet, will be made`);
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(`${dataDir}: đọc và ghi được`, `${dataDir}: can be read and written`);
  } catch {
    return fail(`${dataDir}: không ghi được`, `${dataDir}: cannot be written`);
  }
};

const SECRETS = [INSTALLATION_KEY_FILE, 'token-issuer.pem', 'keys.sqlite'];

export const secretFiles = ({ dataDir }: Config): Finding => {
  const open = SECRETS.filter((file) => ((statSync(join(dataDir, file), { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0);
  return open.length === 0
    ? ok('Tệp bí mật chỉ chủ sở hữu đọc được', 'Secret files can be read by their owner alone')
    : fail(`Người khác đọc được: ${open.join(', ')} (chmod 600)`, `Others can read: ${open.join(', ')} (chmod 600)`);
};

export const key = (config: Config): Finding => {
  if (config.key !== undefined) return ok('Khóa mã hóa: LIEN_THONG_KEY', 'Key-encryption key: LIEN_THONG_KEY');
  const file = join(config.dataDir, INSTALLATION_KEY_FILE);
  if (!existsSync(file))
    return existsSync(logFile(config))
      ? fail(`Mất khóa ${file}: dữ liệu cá nhân không mở được`, `The key ${file} is gone: personal data cannot be opened`)
      : ok('Khóa mã hóa sẽ được tạo khi chạy lần đầu', 'The key-encryption key will be made at the first start');
  const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64').length;
  return bytes === 32
    ? ok(`Khóa mã hóa: ${file}`, `Key-encryption key: ${file}`)
    : fail(`${file} không phải khóa 32 byte`, `${file} is no key of 32 bytes`);
};

export const log = async (config: Config): Promise<Finding> => {
  const file = logFile(config);
  if (!existsSync(file)) return ok('Nhật ký: chưa có', 'The log: none yet');
  try {
    const reader = SqliteLogReader.open(file);
    const events = (await reader.head()) ?? '0';
    await reader.close();
    const journal = journalMode(file);
    const text = [
      `Nhật ký: ${events} sự kiện, journal_mode ${journal}`,
      `The log: ${events} events, journal_mode ${journal}`,
    ] as const;
    return journal === 'wal' ? ok(...text) : fail(...text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`Nhật ký không mở được: ${reason}`, `The log cannot be opened: ${reason}`);
  }
};

const journalMode = (file: string): string => {
  const db = new Database(file, { readonly: true });
  try {
    return String(db.pragma('journal_mode', { simple: true }));
  } finally {
    db.close();
  }
};

/** Of the log where one process does everything, else of this directory. */
export const writer = (config: Config): Finding => {
  const [file, vi, en] =
    config.eventStoreUrl === undefined
      ? [logFile(config), 'nhật ký', 'the log']
      : [viewsFile(config), 'thư mục này', 'this directory'];
  const pid = holderOf(file);
  return pid === null
    ? ok(`Không máy chủ nào giữ ${vi}`, `No server holds ${en}`)
    : ok(`Một máy chủ đang giữ ${vi}${pid}`, `A server holds ${en}${pid}`);
};
