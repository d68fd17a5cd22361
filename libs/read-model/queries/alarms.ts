import type { Ms } from '@lien-thong/calendar';
import type { ViewsFile } from '../store/views-file.js';
import type { AlarmRow } from '../views/alarms.js';
import { all, clause, oneOf, when } from './clause.js';
import { rowsOf } from './page.js';

export interface AlarmQuery {
  /** Inclusive, in milliseconds. */
  readonly until: Ms;
  readonly limit: number;
  /** Goes on behind this one. */
  readonly after?: AlarmRow | null;
  readonly dossiers?: readonly string[];
}

const ORDER = 'at, dossier, deadline, version, rung';

/** Alarms that are still to ring, in the order of their instants. The engine's own: without a scope. */
export const alarmsUntil = (file: ViewsFile, { until, limit, after, dossiers }: AlarmQuery): AlarmRow[] => {
  const where = all([
    clause('at <= ?', until),
    ...when(after, (last) =>
      clause(`(${ORDER}) > (?, ?, ?, ?, ?)`, last.at, last.dossier, last.deadline, last.version, last.rung),
    ),
    ...when(dossiers, (some) => oneOf('dossier', some)),
  ]);
  const sql = `SELECT dossier, deadline, version, rung, at FROM alarms WHERE ${where.sql} ORDER BY ${ORDER} LIMIT ?`;
  return rowsOf<AlarmRow>(file, clause(sql, ...where.params, limit));
};

/** The first alarm after an instant (exclusive); of all of them without one. */
export const nextAlarm = (file: ViewsFile, after = Number.MIN_SAFE_INTEGER): AlarmRow | null =>
  rowsOf<AlarmRow>(
    file,
    clause(`SELECT dossier, deadline, version, rung, at FROM alarms WHERE at > ? ORDER BY ${ORDER} LIMIT 1`, after),
  )[0] ?? null;
