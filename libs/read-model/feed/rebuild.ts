import { type EventStore, pagesUpToNow } from '@lien-thong/event-store';
import type { ViewsFile } from '../store/views-file.js';
import type { AnyView } from '../view.js';
import { DOSSIER_STREAMS, type Projector } from './projector.js';
import type { Turns } from './turns.js';

export interface Progress {
  readonly done: number;
  readonly total: number;
}

const AT_ONCE = 50;
const PAGE = 1_000;

/**
 * Fills new tables beside the live ones, dossier by dossier, while the feed goes on writing into both; then they change
 * places. A dossier that begins meanwhile reaches both by the feed.
 */
export const rebuild = async (
  { store, file, projector, turns }: { store: EventStore; file: ViewsFile; projector: Projector; turns: Turns },
  views: readonly AnyView[],
  onProgress: (progress: Progress) => void = () => {},
): Promise<void> => {
  await turns.take(async () => file.begin(views));
  try {
    const streams = await dossierStreams(store);
    for (let done = 0; done < streams.length; done += AT_ONCE) {
      await turns.take(() => copy(streams.slice(done, done + AT_ONCE), file, projector));
      onProgress({ done: Math.min(done + AT_ONCE, streams.length), total: streams.length });
    }
    await turns.take(async () => file.swap());
  } catch (error) {
    file.abandon();
    throw error;
  }
};

const copy = async (streams: readonly string[], file: ViewsFile, projector: Projector): Promise<void> => {
  file.writeBeside(await Promise.all(streams.map((stream) => projector.anew(stream))));
};

/** Every dossier that the log knows, in the order of their first events. */
const dossierStreams = async (store: EventStore): Promise<string[]> => {
  const streams = new Set<string>();
  for await (const { events } of pagesUpToNow(store, { after: null, limit: PAGE, filter: { streams: [DOSSIER_STREAMS] } }))
    for (const { stream } of events) streams.add(stream);
  return [...streams];
};
