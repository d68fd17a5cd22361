import { existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { dayOf, toMs, toText } from '@lien-thong/calendar';
import type { Config } from '@lien-thong/config';
import { OLDEST_SQLITE, writerOf } from '@lien-thong/event-store';
import Database from 'better-sqlite3';
import { logFile, viewsFile } from '../opening.js';
import { type Finding, fail, ok, warn } from './check.js';

/** What the machine itself must have. */

export const nodeVersion = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const text = `Node ${process.versions.node}`;
  return major > 20 || (major === 20 && minor >= 19)
    ? ok(text, text)
    : fail(`${text}: cần 20.19 trở lên`, `${text}: 20.19 or newer is needed`);
};

export const sqliteVersion = (): Finding => {
  const db = new Database(':memory:');
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  db.close();
  const parts = version.split('.').map(Number);
  const at = OLDEST_SQLITE.findIndex((oldest, i) => parts[i] !== oldest);
  const isOld = at >= 0 && (parts[at] ?? 0) < (OLDEST_SQLITE[at] as number);
  return isOld
    ? fail(`SQLite ${version}: cần ${OLDEST_SQLITE.join('.')}`, `SQLite ${version}: ${OLDEST_SQLITE.join('.')} is needed`)
    : ok(`SQLite ${version}`, `SQLite ${version}`);
};

/** A wrong host time zone must change no date: Vietnamese midnight is one minute after 23:59. */
export const timeZone = (): Finding => {
  const late = toMs('2026-03-01T16:59:00Z');
  const holds =
    dayOf(late) === '2026-03-01' && dayOf(late + 60_000) === '2026-03-02' && toText(late) === '2026-03-01T23:59:00+07:00';
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return holds
    ? ok(`Ngày không phụ thuộc múi giờ của máy (${zone})`, `Dates do not depend on the host's time zone (${zone})`)
    : fail('Ngày sai theo múi giờ của máy', 'Dates depend on the time zone of the host');
};

const MIB = 1024 * 1024;

export const diskSpace = ({ dataDir }: Config): Finding => {
  let place = dataDir;
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  const free = Math.floor((bavail * bsize) / MIB);
  const text = [`Đĩa còn trống ${free} MiB`, `${free} MiB of disk are free`] as const;
  if (free < 100) return fail(...text);
  return free < 1024 ? warn(...text) : ok(...text);
};

export const portFree = async (config: Config): Promise<Finding> => {
  const { host, port } = config;
  if (port === 0) return ok('Cổng nào cũng được (PORT=0)', 'Any free port (PORT=0)');
  const busy = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
  if (!busy) return ok(`Cổng ${host}:${port} còn trống`, `Port ${host}:${port} is free`);
  const ours = (writerOf(logFile(config)) ?? writerOf(viewsFile(config))) !== null;
  return ours
    ? ok(`Cổng ${host}:${port}: máy chủ đang chạy`, `Port ${host}:${port}: a server is running`)
    : warn(`Cổng ${host}:${port} đã có chương trình khác dùng: đặt PORT khác`, `Port ${host}:${port} is taken: set another PORT`);
};
