import { existsSync } from 'node:fs';
import { type Ms, toMs, toText, vnCivilService } from '@lien-thong/calendar';
import type { Config } from '@lien-thong/config';
import { SqliteLogReader } from '@lien-thong/event-store';
import { logFile } from '../opening.js';
import { type Finding, fail, ok, warn } from './check.js';

const MINUTE = 60_000;

export const sandboxClock: Finding = warn(
  'Đồng hồ thử nghiệm (LIEN_THONG_CLOCK=test)',
  'The sandbox clock (LIEN_THONG_CLOCK=test)',
);

/** This machine's, which is the engine's where one process does everything. Behind the log's last entry it would record everything then. */
export const clock = async (config: Config): Promise<Finding> => {
  if (config.clock.kind === 'test') return sandboxClock;
  const now = Date.now();
  const last = existsSync(logFile(config)) ? await lastEntry(config) : null;
  return last !== null && last > now + MINUTE
    ? fail(
        `Đồng hồ máy ${toText(now)} chậm hơn nhật ký ${toText(last)}; nhật ký thử nghiệm thì đặt LIEN_THONG_CLOCK=test`,
        `The clock ${toText(now)} is behind the log ${toText(last)}; for a sandbox set LIEN_THONG_CLOCK=test`,
      )
    : coverage(now);
};

/** Whether the official calendar reaches this far. */
export const coverage = (now: Ms): Finding => {
  const shown = toText(Math.floor(now));
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
