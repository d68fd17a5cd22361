import type { EventStore } from '@lien-thong/event-store';
import type { LogSource } from '../log-source.js';
import type { Difference } from './difference.js';
import { contentOf, type Summaries } from './summaries.js';

/** So many streams that differ are looked at event by event; of the rest it is only told that they do. */
const LOOKED_INTO = 100;

/** Every stream that is not the same on both sides, and every chain of the target that is broken. */
export const compareLogs = async (
  source: LogSource,
  target: EventStore,
  ours: Summaries,
  theirs: Summaries,
): Promise<Difference[]> => {
  const found: Difference[] = theirs.log.breaks.map((broken) => ({ is: 'broken', ...broken }));
  const changed = new Set<string>();
  for (const [stream, { digest }] of ours.streams) {
    const there = theirs.streams.get(stream);
    if (there === undefined) found.push({ is: 'missing', stream });
    else if (there.digest !== digest) changed.add(stream);
  }
  for (const stream of theirs.streams.keys()) if (!ours.streams.has(stream)) found.push({ is: 'extra', stream });
  return [...found, ...(await lookedInto(source, target, changed, ours, theirs))];
};

const lookedInto = async (
  source: LogSource,
  target: EventStore,
  changed: ReadonlySet<string>,
  ours: Summaries,
  theirs: Summaries,
): Promise<Difference[]> => {
  const first = await firstChanged(source, target, new Set([...changed].slice(0, LOOKED_INTO)));
  return [...changed].map((stream) => {
    const [here, there] = [ours, theirs].map(({ streams }) => streams.get(stream)?.events ?? 0) as [number, number];
    const revision = first.get(stream);
    if (revision !== undefined && revision < there) return { is: 'another-event', stream, revision };
    return { is: there < here ? 'shorter' : 'longer', stream, revision: Math.min(here, there) };
  });
};

/** Per stream the first revision at which the target does not hold the source's event. */
const firstChanged = async (source: LogSource, target: EventStore, streams: Set<string>): Promise<Map<string, number>> => {
  const first = new Map<string, number>();
  if (streams.size === 0) return first;
  for await (const page of source.pages())
    for (const event of page) {
      if (!streams.has(event.stream) || first.has(event.stream)) continue;
      const [there] = await target.readStream(event.stream, { from: event.revision, limit: 1 });
      if (there === undefined || contentOf(there) !== contentOf(event)) first.set(event.stream, event.revision);
    }
  return first;
};
