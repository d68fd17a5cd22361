import type { Dossier } from '@lien-thong/domain';

export type Cell = string | number | null;
export type ColumnType = 'TEXT' | 'TEXT NOT NULL' | 'INTEGER' | 'INTEGER NOT NULL';

/** What a projection may use besides the dossier: the keyed search tokens of its applicant, sorted. */
export interface ViewContext {
  readonly tokens: readonly string[];
}

/** `dossier` (an id) is the first part of the key in every view: the rows of one dossier are replaced together. */
export type ViewRow<R> = { readonly [K in keyof R]: Cell } & { readonly dossier: string };

/**
 * A view is a pure projection of the folded dossier, never of single events: a list can not disagree with the domain,
 * and a rebuild folds each dossier once. Another shape or another meaning is another `version`, and so a rebuild.
 */
export interface View<R extends ViewRow<R>> {
  readonly name: string;
  readonly version: number;
  readonly columns: { readonly [K in keyof R & string]: ColumnType };
  readonly key: readonly (keyof R & string)[];
  readonly indexes: readonly (readonly (keyof R & string)[])[];
  rows(dossier: Dossier, context: ViewContext): readonly R[];
}

/** A view whose row type does not matter: what the machinery around the views sees. */
export interface AnyView {
  readonly name: string;
  readonly version: number;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly key: readonly string[];
  readonly indexes: readonly (readonly string[])[];
  rows(dossier: Dossier, context: ViewContext): readonly object[];
}

/** Where a date is missing, the row sorts behind every date. */
export const NO_DATE = Number.MAX_SAFE_INTEGER;
