import type { EventStore } from '@lien-thong/event-store';
import type { KeyStore } from '@lien-thong/security';

/** What an installation cannot do without, wherever it lies: its log, and the keys to the personal data in it. */
export interface House {
  readonly log: EventStore;
  readonly keys: KeyStore;
}

/** How far a long work is. `share` runs from 0 to 1 in each step. */
export interface Progress {
  readonly step: 'copy' | 'read-source' | 'read-target' | 'fold' | 'write';
  /** Events, or dossiers while they are folded. */
  readonly done: number;
  readonly share: number;
}

export type OnProgress = (progress: Progress) => void;
