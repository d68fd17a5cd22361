import type { Ms } from '@lien-thong/calendar';
import { alarmsOf } from '@lien-thong/domain';
import type { View } from '../view.js';

/** What is still to ring, as the domain has it. */
export interface AlarmRow {
  readonly dossier: string;
  readonly deadline: string;
  readonly version: number;
  readonly rung: string;
  readonly at: Ms;
}

export const alarms: View<AlarmRow> = {
  name: 'alarms',
  version: 1,
  columns: {
    dossier: 'TEXT NOT NULL',
    deadline: 'TEXT NOT NULL',
    version: 'INTEGER NOT NULL',
    rung: 'TEXT NOT NULL',
    at: 'INTEGER NOT NULL',
  },
  key: ['dossier', 'deadline', 'version', 'rung'],
  indexes: [['at', 'dossier', 'deadline', 'version', 'rung']],
  rows: (dossier) =>
    alarmsOf(dossier).map(({ deadline, version, rung, at }) => ({ dossier: dossier.id, deadline, version, rung, at })),
};
