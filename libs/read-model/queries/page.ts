import type { ViewsFile } from '../store/views-file.js';
import { all, type Clause, clause } from './clause.js';
import { cursorAfter, keyOf } from './cursor.js';
import { inScope, type Scope } from './scope.js';

export const MOST_ROWS = 200;
const USUAL_ROWS = 50;

/** `limit` is 1 to 200, 50 by default. */
export interface PageRequest {
  readonly scope: Scope;
  readonly limit?: number;
  readonly cursor?: string | null;
}

/** `next` is the cursor of the next page, null at the end. `position` is what the rows reflect; null before the first. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
  readonly position: string | null;
}

/** An order that no two rows share, so that rows which come and go between two pages move no other row. */
export interface Order {
  readonly name: string;
  readonly columns: readonly (readonly [column: string, type: 'string' | 'number'])[];
  readonly descending: boolean;
}

export interface List<Row> {
  readonly file: ViewsFile;
  /** `SELECT … FROM …`, without WHERE; its rows carry the columns of the order by their bare names. */
  readonly select: Clause;
  /** The alias of the table whose `dossier` the scope looks at. */
  readonly alias: string;
  readonly where: readonly Clause[];
  readonly order: Order;
  readonly request: PageRequest;
  readonly keyOf: (row: Row) => readonly (string | number)[];
}

/** One page of any list: scope, filters, and where the last page ended. @throws InvalidCursor, RangeError for `limit`. */
export const page = <Row>({ file, select, alias, where, order, request, keyOf: key }: List<Row>): Page<Row> => {
  const limit = limitOf(request);
  const filter = all([inScope(request.scope, alias), ...where, ...after(order, request.cursor)]);
  const direction = order.descending ? 'DESC' : 'ASC';
  const orderBy = order.columns.map(([column]) => `${column} ${direction}`).join(', ');
  const sql = `${select.sql} WHERE ${filter.sql} ORDER BY ${orderBy} LIMIT ?`;
  const rows = rowsOf<Row>(file, clause(sql, ...select.params, ...filter.params, limit + 1));
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next = rows.length > limit && last !== undefined ? cursorAfter(nameOf(order), key(last)) : null;
  return { data, next, position: file.position() };
};

export const rowsOf = <Row>(file: ViewsFile, { sql, params }: Clause): Row[] => file.statement(sql).all(...params) as Row[];

const limitOf = ({ limit = USUAL_ROWS }: PageRequest): number => {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS) throw new RangeError(`limit is 1 to ${MOST_ROWS}`);
  return limit;
};

const nameOf = ({ name, descending }: Order): string => `${descending ? '-' : ''}${name}`;

const after = (order: Order, cursor: string | null | undefined): Clause[] => {
  if (cursor === null || cursor === undefined) return [];
  const key = keyOf(
    nameOf(order),
    cursor,
    order.columns.map(([, type]) => type),
  );
  const columns = order.columns.map(([column]) => column).join(', ');
  return [clause(`(${columns}) ${order.descending ? '<' : '>'} (${key.map(() => '?').join(', ')})`, ...key)];
};
