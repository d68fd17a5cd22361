import type { Ms } from '@lien-thong/calendar';
import type { ViewsFile } from '../store/views-file.js';
import { all, clause, oneOf, when } from './clause.js';
import { type DeadlineState, deadlineState } from './deadline-state.js';
import { rowsOf } from './page.js';
import { inScope, type Scope } from './scope.js';

export interface SummaryQuery {
  readonly groupBy: 'agency' | 'procedure' | 'state';
  readonly scope: Scope;
  readonly now: Ms;
  /** Deadlines of these agencies only: what a superior is shown in aggregate. */
  readonly agencies?: readonly string[];
}

/** How many deadlines of each state; `missed` includes those that are `overdue`. `key` is null for the applicant's own. */
export interface SummaryRow extends Readonly<Record<DeadlineState | 'overdue' | 'total', number>> {
  readonly key: string | null;
}

const STATES: readonly DeadlineState[] = ['armed', 'due-soon', 'met', 'missed', 'paused', 'superseded'];

export const deadlineSummary = (
  file: ViewsFile,
  { groupBy, scope, now, agencies }: SummaryQuery,
): { readonly data: readonly SummaryRow[]; readonly position: string | null } => {
  const shown = deadlineState(now, 'l');
  const key = { agency: 'l.agency', procedure: 'd.procedure', state: 'l.shown' }[groupBy];
  const where = all([inScope(scope, 'l'), ...when(agencies, (some) => oneOf('l.agency', some))]);
  const counts = STATES.map((state) => `count(*) FILTER (WHERE l.shown = '${state}') AS "${state}"`).join(', ');
  const sql = `
    SELECT ${key} AS key, count(*) AS total, ${counts}, count(*) FILTER (WHERE l.shown = 'missed' AND l.open = 1) AS overdue
      FROM (SELECT *, ${shown.sql} AS shown FROM deadlines l) l JOIN dossiers d ON d.dossier = l.dossier
     WHERE ${where.sql} GROUP BY 1 ORDER BY 1`;
  return { data: rowsOf<SummaryRow>(file, clause(sql, ...shown.params, ...where.params)), position: file.position() };
};
