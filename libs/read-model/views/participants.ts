import type { Dossier } from '@lien-thong/domain';
import type { View } from '../view.js';

export interface ParticipantRow {
  readonly dossier: string;
  readonly agency: string;
}

/** Who sees a dossier (ruling 39): its receiving agency and its lead always, a bound agency from its first step on. */
export const participantsOf = (dossier: Dossier): string[] => {
  const entered = dossier.steps.flatMap((step) => (step.agency === null ? [] : [step.agency]));
  const lead = dossier.receipt === null ? [] : [dossier.receipt.lead];
  return [...new Set([dossier.receivingAgency, ...lead, ...entered])].sort();
};

/** The only thing that the scope predicate looks at. */
export const participants: View<ParticipantRow> = {
  name: 'participants',
  version: 1,
  columns: { dossier: 'TEXT NOT NULL', agency: 'TEXT NOT NULL' },
  key: ['dossier', 'agency'],
  indexes: [['agency', 'dossier']],
  rows: (dossier) => participantsOf(dossier).map((agency) => ({ dossier: dossier.id, agency })),
};
