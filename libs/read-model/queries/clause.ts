import type { Cell } from '../view.js';

/** A piece of SQL with its parameters, in the order in which they stand in it. Values never become text of the SQL. */
export interface Clause {
  readonly sql: string;
  readonly params: readonly Cell[];
}

export const clause = (sql: string, ...params: readonly Cell[]): Clause => ({ sql, params });

/** Nothing where the filter is not given. */
export const when = <T>(value: T | null | undefined, make: (value: T) => Clause): readonly Clause[] =>
  value === null || value === undefined ? [] : [make(value)];

export const all = (clauses: readonly Clause[]): Clause => joined(clauses, ' AND ', '1');

export const any = (clauses: readonly Clause[]): Clause => joined(clauses, ' OR ', '0');

const joined = (clauses: readonly Clause[], word: string, none: string): Clause =>
  clauses.length === 0
    ? clause(none)
    : { sql: clauses.map(({ sql }) => `(${sql})`).join(word), params: clauses.flatMap(({ params }) => params) };

/** `column` is one of the given values; any of a list counts as one parameter. */
export const oneOf = (column: string, values: string | readonly string[]): Clause =>
  clause(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(typeof values === 'string' ? [values] : values));
