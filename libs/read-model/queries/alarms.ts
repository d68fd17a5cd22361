import type { Ms } from '@lien-thong/calendar';
import type { ViewsFile } from '../store/views-file.js';
import type { AlarmRow } from '../views/alarms.js';
import { all, type Clause, clause, when } from './clause.js';
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
const COLUMNS = 'a.dossier, a.deadline, a.version, a.rung, a.at';

/** Alarms that are still to ring, in the order of their instants. The engine's own: without a scope. */
export const alarmsUntil = (file: ViewsFile, { until, limit, after, dossiers }: AlarmQuery): AlarmRow[] => {
  const from = fromAlarms(dossiers);
  const where = all([
    clause('a.at <= ?', until),
    ...when(after, ({ at, dossier, deadline, version, rung }) =>
      clause('(a.at, a.dossier, a.deadline, a.version, a.rung) > (?, ?, ?, ?, ?)', at, dossier, deadline, version, rung),
    ),
  ]);
  const sql = `SELECT ${COLUMNS} FROM ${from.sql} WHERE ${where.sql} ORDER BY ${ORDER} LIMIT ?`;
  return rowsOf<AlarmRow>(file, clause(sql, ...from.params, ...where.params, limit));
};

/** CROSS JOIN keeps the order of the loops: by the dossiers, never through thousands of alarms of one instant. */
const fromAlarms = (dossiers: readonly string[] | undefined): Clause =>
  dossiers === undefined
    ? clause('alarms a')
    : clause('json_each(?) one CROSS JOIN alarms a ON a.dossier = one.value', JSON.stringify(dossiers));

/** The first alarm after an instant (exclusive); of all of them without one. */
export const nextAlarm = (file: ViewsFile, after = Number.MIN_SAFE_INTEGER): AlarmRow | null =>
  rowsOf<AlarmRow>(file, clause(`SELECT ${COLUMNS} FROM alarms a WHERE at > ? ORDER BY ${ORDER} LIMIT 1`, after))[0] ?? null;
