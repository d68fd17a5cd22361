import type { House, OnProgress } from '../house.js';
import { storeSource } from '../log-source.js';
import { type ComparedFolds, compareFolds } from './compare-folds.js';
import { type ComparedKeys, compareKeys } from './compare-keys.js';
import { compareLogs } from './compare-logs.js';
import type { Difference } from './difference.js';
import { type Summaries, summarised } from './summaries.js';

/** What was found when two houses were compared; they are the same where `differences` is empty. */
export interface Comparison {
  readonly events: number;
  readonly streams: number;
  readonly dossiers: number;
  readonly unreadable: readonly string[];
  readonly keys: { readonly alive: number; readonly destroyed: number };
  /** Is the order across streams the same? Within a stream it always is, or it is a difference. */
  readonly inOrder: boolean;
  readonly differences: readonly Difference[];
}

/** Compares everything: each event, chain, folded dossier and key. The source is read up to `upTo`, the target to its end. */
export const compareHouses = async (
  from: House,
  to: House,
  upTo: string | null,
  onProgress: OnProgress = () => {},
): Promise<Comparison> => {
  const source = storeSource(from.log, upTo);
  const ours = await summarised(source, 'read-source', onProgress);
  const theirs = await summarised(storeSource(to.log, await to.log.head()), 'read-target', onProgress);
  const logs = await compareLogs(source, to.log, ours, theirs);
  const alike = new Map([...ours.streams].filter(([stream, { digest }]) => theirs.streams.get(stream)?.digest === digest));
  const folds = await compareFolds(from.log, to.log, alike, onProgress);
  const keys = await compareKeys(from.keys, to.keys, (stream) => ours.streams.has(stream));
  return comparison(ours, theirs, logs, folds, keys);
};

const comparison = (
  ours: Summaries,
  theirs: Summaries,
  logs: readonly Difference[],
  { dossiers, unreadable, differences }: ComparedFolds,
  keys: ComparedKeys,
): Comparison => ({
  events: theirs.log.events,
  streams: theirs.streams.size,
  dossiers,
  unreadable,
  keys: { alive: keys.alive, destroyed: keys.destroyed },
  inOrder: ours.order === theirs.order,
  differences: [...logs, ...differences, ...keys.differences],
});
