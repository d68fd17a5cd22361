import type { Ms } from '@lien-thong/calendar';
import type { DeadlineKind } from '@lien-thong/domain';
import type { ViewsFile } from '../store/views-file.js';
import type { DeadlineRow } from '../views/deadlines.js';
import { type Clause, clause, oneOf, when } from './clause.js';
import { type DeadlineState, deadlineState } from './deadline-state.js';
import { type Order, type Page, type PageRequest, page } from './page.js';

/** Instants are milliseconds; `dueFrom` is inclusive and `dueTo` exclusive. Soonest first, without a date last. */
export interface DeadlineQuery extends PageRequest {
  readonly now: Ms;
  /** `overdue`: missed, and what it is about still to be done (ruling 21). */
  readonly state?: DeadlineState | 'overdue';
  readonly agency?: string;
  readonly kind?: DeadlineKind;
  readonly procedure?: string;
  readonly dueFrom?: Ms;
  readonly dueTo?: Ms;
}

/** `state` is the deadline's, `stepState` that of the procedure's chart. `id` is unique within the dossier only. */
export interface DeadlineItem {
  readonly dossier: { readonly id: string; readonly code: string };
  readonly revision: number;
  readonly procedure: string;
  readonly receivingAgency: string;
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly step: string | null;
  readonly stepState: string | null;
  readonly agency: string | null;
  readonly version: number;
  readonly dueAt: Ms | null;
  readonly warnAt: Ms | null;
  readonly missedAt: Ms | null;
  readonly state: DeadlineState;
  readonly overdue: boolean;
  readonly provisional: boolean;
}

type Listed = DeadlineRow & { code: string; revision: number; procedure: string; receivingAgency: string; shown: DeadlineState };

const ORDER: Order = {
  name: 'deadlines',
  columns: [
    ['l.dueOrder', 'number'],
    ['l.dossier', 'string'],
    ['l.deadline', 'string'],
  ],
  descending: false,
};

export const listDeadlines = (file: ViewsFile, query: DeadlineQuery): Page<DeadlineItem> => {
  const shown = deadlineState(query.now, 'l');
  const listed = page<Listed>({
    file,
    select: clause(
      `SELECT l.*, ${shown.sql} AS shown, d.code, d.revision, d.procedure, d.receivingAgency
         FROM deadlines l CROSS JOIN dossiers d ON d.dossier = l.dossier`,
      ...shown.params,
    ),
    alias: 'l',
    where: filters(query, shown),
    order: ORDER,
    request: query,
    keyOf: (row) => [row.dueOrder, row.dossier, row.deadline],
  });
  return { ...listed, data: listed.data.map(item) };
};

const filters = (query: DeadlineQuery, shown: Clause): Clause[] => [
  ...when(query.state, (state) =>
    state === 'overdue'
      ? clause(`${shown.sql} = 'missed' AND l.open = 1`, ...shown.params)
      : clause(`${shown.sql} = ?`, ...shown.params, state),
  ),
  ...when(query.agency, (agency) => clause('l.agency = ?', agency)),
  ...when(query.kind, (kind) => oneOf('l.kind', kind)),
  ...when(query.procedure, (procedure) => clause('d.procedure = ?', procedure)),
  ...when(query.dueFrom, (at) => clause('l.dueOrder >= ? AND l.dueAt IS NOT NULL', at)),
  ...when(query.dueTo, (at) => clause('l.dueOrder < ?', at)),
];

const item = (row: Listed): DeadlineItem => ({
  dossier: { id: row.dossier, code: row.code },
  revision: row.revision,
  procedure: row.procedure,
  receivingAgency: row.receivingAgency,
  id: row.deadline,
  kind: row.kind,
  step: row.step,
  stepState: row.state,
  agency: row.agency,
  version: row.version,
  dueAt: row.dueAt,
  warnAt: row.warnAt,
  missedAt: row.missedAt,
  state: row.shown,
  overdue: row.shown === 'missed' && row.open === 1,
  provisional: row.provisional === 1,
});
