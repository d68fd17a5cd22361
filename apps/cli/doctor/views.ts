import type { Config } from '@lien-thong/config';
import { type EventStore, EventStoreDbEventStore, SqliteLogReader, writerOf } from '@lien-thong/event-store';
import { type ViewsStand, viewsStand } from '@lien-thong/read-model';
import { logFile, viewsFile } from '../opening.js';
import { type Finding, ok, warn } from './check.js';

/** How far the views of this data directory are behind the log; null where there is no log to compare with. */
export const views = async (config: Config): Promise<Finding | null> => {
  const log = await logOf(config).catch(() => null);
  if (log === null) return null;
  try {
    return told(await viewsStand(viewsFile(config), log), config);
  } catch {
    return warn(
      'Bảng tra cứu không đọc được hoặc của nhật ký khác: khi chạy sẽ dựng lại',
      'The views cannot be read, or are of another log: they will be made anew',
    );
  } finally {
    await log.close();
  }
};

const PATIENCE_MS = 5_000;

const logOf = async (config: Config): Promise<EventStore> =>
  config.eventStoreUrl === undefined
    ? SqliteLogReader.open(logFile(config))
    : EventStoreDbEventStore.open(config.eventStoreUrl, { patienceMs: PATIENCE_MS });

const told = (stand: ViewsStand | null, config: Config): Finding => {
  if (stand === null) return ok('Bảng tra cứu: chưa có, sẽ dựng từ nhật ký', 'Views: none yet, they will be made from the log');
  const { atEnd, progress, parked } = stand;
  if (parked > 0)
    return warn(
      `Bảng tra cứu: ${parked} hồ sơ không đọc được (audit verify)`,
      `Views: ${parked} dossiers cannot be read (audit verify)`,
    );
  if (atEnd) return ok('Bảng tra cứu: đến cuối nhật ký', 'Views: at the end of the log');
  const percent = Math.floor(progress * 100);
  return writerOf(viewsFile(config)) === null
    ? ok(`Bảng tra cứu: ${percent} % nhật ký, khi chạy sẽ đọc tiếp`, `Views: ${percent} % of the log, they go on when started`)
    : warn(`Bảng tra cứu: đang đọc, ${percent} % nhật ký`, `Views: reading, ${percent} % of the log`);
};
