import { type Clause, clause } from './clause.js';

/** Whose eyes a question is asked with. `all` is for the engine itself and for aggregates of superiors. */
export type Scope = 'all' | { readonly agency: string };

/**
 * The one predicate that decides which dossiers a list, count or search may know of (rulings 37 and 39): the agency
 * takes part in it. Every query over dossiers or their parts is composed with it, by the alias of a table with `dossier`.
 */
export const inScope = (scope: Scope, alias: string): Clause =>
  scope === 'all'
    ? clause('1')
    : clause(
        `EXISTS (SELECT 1 FROM participants seeing WHERE seeing.agency = ? AND seeing.dossier = ${alias}.dossier)`,
        scope.agency,
      );
