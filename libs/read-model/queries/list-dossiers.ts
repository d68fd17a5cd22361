import type { Ms } from '@lien-thong/calendar';
import type { Status } from '@lien-thong/domain';
import type { ViewsFile } from '../store/views-file.js';
import type { DossierRow } from '../views/dossiers.js';
import { all, any, type Clause, clause, oneOf, when } from './clause.js';
import { type Nearness, nearness } from './deadline-state.js';
import { type Order, type Page, type PageRequest, page } from './page.js';

export type DossierSort = 'receivedAt' | '-receivedAt' | 'dueAt' | '-dueAt';

/** Instants are milliseconds; `…From` is inclusive and `…To` exclusive. A dossier without the date passes neither. */
export interface DossierQuery extends PageRequest {
  readonly now: Ms;
  readonly status?: Status | readonly Status[];
  readonly deadlineState?: Nearness | readonly Nearness[];
  /** Who holds it now. */
  readonly agency?: string;
  readonly receivingAgency?: string;
  readonly participant?: string;
  readonly procedure?: string;
  readonly receivedFrom?: Ms;
  readonly receivedTo?: Ms;
  readonly dueFrom?: Ms;
  readonly dueTo?: Ms;
  /** Found by the start of the code, or when every list of tokens has some token of the applicant's. */
  readonly search?: { readonly code?: string; readonly tokens?: readonly (readonly string[])[] };
  /** Newest first by default. Without a date a dossier sorts as if that were still to come. */
  readonly sort?: DossierSort;
}

export interface DossierItem
  extends Omit<DossierRow, 'holders' | 'activeStates' | 'receivedOrder' | 'dueOrder' | 'deadlineOpen' | 'deadline'> {
  readonly holders: readonly string[];
  readonly activeStates: readonly string[];
  readonly deadlineState: Nearness;
}

type Listed = DossierRow & { readonly deadlineState: Nearness };

export const listDossiers = (file: ViewsFile, query: DossierQuery): Page<DossierItem> => {
  const state = nearness(query.now, 'deadline', 'deadlineOpen', 'd');
  const order = orderOf(query.sort ?? '-receivedAt');
  const listed = page<Listed>({
    file,
    select: clause(`SELECT d.*, ${state.sql} AS deadlineState FROM dossiers d`, ...state.params),
    alias: 'd',
    where: filters(query, state),
    order,
    request: query,
    keyOf: (row) => [order.name === 'dueAt' ? row.dueOrder : row.receivedOrder, row.dossier],
  });
  return { ...listed, data: listed.data.map(item) };
};

const orderOf = (sort: DossierSort): Order => {
  const name = sort.replace('-', '');
  const column = name === 'dueAt' ? 'd.dueOrder' : 'd.receivedOrder';
  return {
    name,
    columns: [
      [column, 'number'],
      ['d.dossier', 'string'],
    ],
    descending: sort.startsWith('-'),
  };
};

const filters = (query: DossierQuery, state: Clause): Clause[] => [
  ...when(query.status, (status) => oneOf('d.status', status)),
  ...when(query.deadlineState, (wanted) => {
    const chosen = oneOf(`(${state.sql})`, wanted);
    return clause(chosen.sql, ...state.params, ...chosen.params);
  }),
  ...when(query.agency, (agency) =>
    clause('EXISTS (SELECT 1 FROM holders h WHERE h.agency = ? AND h.dossier = d.dossier)', agency),
  ),
  ...when(query.receivingAgency, (agency) => clause('d.receivingAgency = ?', agency)),
  ...when(query.participant, (agency) =>
    clause('EXISTS (SELECT 1 FROM participants p WHERE p.agency = ? AND p.dossier = d.dossier)', agency),
  ),
  ...when(query.procedure, (procedure) => clause('d.procedure = ?', procedure)),
  ...when(query.receivedFrom, (at) => clause('d.receivedAt >= ?', at)),
  ...when(query.receivedTo, (at) => clause('d.receivedAt < ?', at)),
  ...when(query.dueFrom, (at) => clause('d.dueAt >= ?', at)),
  ...when(query.dueTo, (at) => clause('d.dueAt < ?', at)),
  ...when(query.search, found),
];

const LAST = '\u{10ffff}';

const found = ({ code, tokens = [] }: NonNullable<DossierQuery['search']>): Clause =>
  any([
    ...when(code === '' ? null : code, (start) => clause('d.code >= ? AND d.code < ?', start, start + LAST)),
    ...(tokens.length === 0 ? [] : [all(tokens.map(hasOneOf))]),
  ]);

const hasOneOf = (tokens: readonly string[]): Clause =>
  clause(
    'EXISTS (SELECT 1 FROM searchTokens s WHERE s.dossier = d.dossier AND s.token IN (SELECT value FROM json_each(?)))',
    JSON.stringify(tokens),
  );

const item = ({ receivedOrder, dueOrder, deadline, deadlineOpen, holders, activeStates, ...row }: Listed): DossierItem => ({
  ...row,
  holders: JSON.parse(holders) as string[],
  activeStates: JSON.parse(activeStates) as string[],
});
