import { isDeepStrictEqual } from 'node:util';
import { type Dossier, decode, evolve, noDossier } from '@lien-thong/domain';
import { type EventStore, type StoredEvent, upcasting } from '@lien-thong/event-store';
import type { OnProgress } from '../house.js';
import type { Difference } from './difference.js';

const DOSSIERS = 'dossier-';
const PAGE = 500;
const AT_ONCE = 16;

export interface ComparedFolds {
  readonly dossiers: number;
  /** Dossiers with an event that this version cannot read: their events are compared all the same. */
  readonly unreadable: readonly string[];
  readonly differences: readonly Difference[];
}

/** Folds every dossier from both logs, as anyone does who opens it, and compares what comes of it: the first `events` of each. */
export const compareFolds = async (
  source: EventStore,
  target: EventStore,
  streams: ReadonlyMap<string, { readonly events: number }>,
  onProgress: OnProgress,
): Promise<ComparedFolds> => {
  const differences: Difference[] = [];
  const unreadable: string[] = [];
  const waiting = [...streams].filter(([stream]) => stream.startsWith(DOSSIERS));
  const dossiers = waiting.length;
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [stream, { events }] = next;
      const [ours, theirs] = await Promise.all([folded(source, stream, events), folded(target, stream, events)]);
      if (ours === 'unreadable') unreadable.push(stream);
      if (!isDeepStrictEqual(ours, theirs)) differences.push({ is: 'folds-otherwise', stream });
      const done = dossiers - waiting.length;
      onProgress({ step: 'fold', done, share: done / dossiers });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { dossiers, unreadable: unreadable.sort(), differences };
};

const upcast = upcasting();

const folded = async (store: EventStore, stream: string, events: number): Promise<Dossier | 'unreadable'> => {
  let dossier = noDossier;
  for (let from = 0; from < events; from += PAGE) {
    const page = await store.readStream(stream, { from, limit: Math.min(PAGE, events - from) });
    try {
      for (const event of page) dossier = evolve(dossier, recorded(event));
    } catch {
      return 'unreadable';
    }
  }
  return dossier;
};

const recorded = (event: StoredEvent) => {
  const { id, revision, metadata } = event;
  const { commandId, actor, occurredAt, recordedAt } = metadata;
  return { ...decode(upcast(event)), id, revision, commandId, actor, occurredAt, recordedAt };
};
