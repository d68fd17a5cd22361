import { holders as holdersOf } from '@lien-thong/domain';
import type { View } from '../view.js';

export interface HolderRow {
  readonly dossier: string;
  readonly agency: string;
}

/** The agencies that hold a dossier now, to find it by them. */
export const holders: View<HolderRow> = {
  name: 'holders',
  version: 1,
  columns: { dossier: 'TEXT NOT NULL', agency: 'TEXT NOT NULL' },
  key: ['dossier', 'agency'],
  indexes: [['agency', 'dossier']],
  rows: (dossier) => holdersOf(dossier).map((agency) => ({ dossier: dossier.id, agency })),
};
