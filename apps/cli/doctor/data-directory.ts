import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toMs, toText, vnCivilService } from '@lien-thong/calendar';
import type { Config } from '@lien-thong/config';
import { SqliteLogReader, writerOf } from '@lien-thong/event-store';
import { INSTALLATION_KEY_FILE } from '@lien-thong/security';
import Database from 'better-sqlite3';
import { logFile } from '../opening.js';
import { type Finding, fail, ok, warn } from './check.js';

/** What stands in the data directory, and what the clock says beside it. */

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

export const writer = (config: Config): Finding => {
  const held = writerOf(logFile(config));
  if (held === null) return ok('Không máy chủ nào giữ nhật ký', 'No server holds the log');
  const pid = held.pid === null ? '' : ` (pid ${held.pid})`;
  return ok(`Một máy chủ đang giữ nhật ký${pid}`, `A server holds the log${pid}`);
};

const MINUTE = 60_000;

/** A clock behind the log's last entry would record everything at that entry's instant. */
export const clock = async (config: Config): Promise<Finding> => {
  const now = Date.now();
  const shown = toText(now);
  if (config.clock.kind === 'test')
    return warn('Đồng hồ thử nghiệm (LIEN_THONG_CLOCK=test)', 'The sandbox clock (LIEN_THONG_CLOCK=test)');
  const last = existsSync(logFile(config)) ? await lastEntry(config) : null;
  if (last !== null && last > now + MINUTE)
    return fail(`Đồng hồ máy ${shown} chậm hơn nhật ký ${toText(last)}`, `The clock ${shown} is behind the log ${toText(last)}`);
  const until = vnCivilService.coveredUntil ?? '';
  return shown.slice(0, 10) > until
    ? warn(
        `${shown}: lịch nghỉ chính thức chỉ đến ${until}, hạn sau đó là tạm tính`,
        `${shown}: the official calendar ends on ${until}, dates beyond are provisional`,
      )
    : ok(`Đồng hồ ${shown}; lịch nghỉ chính thức đến ${until}`, `The clock ${shown}; the official calendar covers ${until}`);
};

const lastEntry = async (config: Config): Promise<number | null> => {
  try {
    const reader = SqliteLogReader.open(logFile(config));
    const head = await reader.head();
    const { events } = await reader.readAll({ after: head === null ? null : String(Math.max(0, Number(head) - 1)), limit: 1 });
    await reader.close();
    return events[0] ? toMs(events[0].metadata.recordedAt) : null;
  } catch {
    return null;
  }
};
