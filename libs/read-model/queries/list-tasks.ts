import type { Ms } from '@lien-thong/calendar';
import type { ApologyTask } from '@lien-thong/domain';
import type { ViewsFile } from '../store/views-file.js';
import type { ApologyTaskRow } from '../views/apology-tasks.js';
import { all, type Clause, clause, oneOf, when } from './clause.js';
import { type Order, type Page, type PageRequest, page, rowsOf } from './page.js';
import { inScope, type Scope } from './scope.js';

type TaskStatus = ApologyTask['status'];

/** Most urgent letter first. */
export interface TaskQuery extends PageRequest {
  readonly now: Ms;
  readonly status?: TaskStatus | readonly TaskStatus[];
  readonly agency?: string;
  readonly overdue?: boolean;
}

/** `overdue`: the letter is not issued, and should be. */
export interface TaskItem {
  readonly id: string;
  readonly status: TaskStatus;
  readonly dossier: { readonly id: string; readonly code: string };
  readonly revision: number;
  readonly agency: string;
  readonly breaches: readonly string[];
  readonly raisedAt: Ms;
  readonly dueAt: Ms;
  readonly overdue: boolean;
  readonly number: string | null;
  readonly form: string;
  readonly newAppointmentAt: Ms | null;
}

type Listed = ApologyTaskRow & { readonly code: string; readonly revision: number; readonly overdue: 0 | 1 };

const OVERDUE = 't.closedAt IS NULL AND t.dueAt < ?';
const SELECT = `SELECT t.*, (${OVERDUE}) AS overdue, d.code, d.revision FROM apologyTasks t CROSS JOIN dossiers d ON d.dossier = t.dossier`;
const ORDER: Order = {
  name: 'tasks',
  columns: [
    ['t.dueAt', 'number'],
    ['t.dossier', 'string'],
    ['t.task', 'string'],
  ],
  descending: false,
};

export const listTasks = (file: ViewsFile, query: TaskQuery): Page<TaskItem> => {
  const listed = page<Listed>({
    file,
    select: clause(SELECT, query.now),
    alias: 't',
    where: filters(query),
    order: ORDER,
    request: query,
    keyOf: (row) => [row.dueAt, row.dossier, row.task],
  });
  return { ...listed, data: listed.data.map(item) };
};

/** Null where there is none, or none in scope: the two are not told apart. */
export const taskById = (file: ViewsFile, { id, scope, now }: { id: string; scope: Scope; now: Ms }): TaskItem | null => {
  const where = all([clause('t.task = ?', id), inScope(scope, 't')]);
  const row = rowsOf<Listed>(file, clause(`${SELECT} WHERE ${where.sql}`, now, ...where.params))[0];
  return row === undefined ? null : item(row);
};

const filters = (query: TaskQuery): Clause[] => [
  ...when(query.status, (status) => oneOf('t.status', status)),
  ...when(query.agency, (agency) => clause('t.agency = ?', agency)),
  ...when(query.overdue, (overdue) => clause(`(${OVERDUE}) = ?`, query.now, overdue ? 1 : 0)),
];

const item = (row: Listed): TaskItem => ({
  id: row.task,
  status: row.status,
  dossier: { id: row.dossier, code: row.code },
  revision: row.revision,
  agency: row.agency,
  breaches: JSON.parse(row.breaches) as string[],
  raisedAt: row.raisedAt,
  dueAt: row.dueAt,
  overdue: row.overdue === 1,
  number: row.number,
  form: row.form,
  newAppointmentAt: row.newAppointmentAt,
});
