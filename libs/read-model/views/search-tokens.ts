import type { View } from '../view.js';

export interface SearchTokenRow {
  readonly dossier: string;
  readonly token: string;
}

/** Keyed tokens of the applicant's name, identifier and telephone: nothing readable of a person stands in a view. */
export const searchTokens: View<SearchTokenRow> = {
  name: 'searchTokens',
  version: 1,
  columns: { dossier: 'TEXT NOT NULL', token: 'TEXT NOT NULL' },
  key: ['dossier', 'token'],
  indexes: [['token', 'dossier']],
  rows: (dossier, { tokens }) => [...new Set(tokens)].map((token) => ({ dossier: dossier.id, token })),
};
