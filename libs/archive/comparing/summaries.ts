import { createHash } from 'node:crypto';
import type { StoredEvent } from '@lien-thong/event-store';
import type { OnProgress, Progress } from '../house.js';
import { type LogScan, scan } from '../log-scan.js';
import type { LogSource } from '../log-source.js';

/** One stream in 32 bytes: everything of every event that moves, also what the chain does not cover. */
export interface Summary {
  readonly events: number;
  readonly digest: string;
}

export interface Summaries {
  readonly log: LogScan;
  readonly streams: ReadonlyMap<string, Summary>;
  /** Of the events' ids in the order of the log: equal where the order across streams is equal, too. */
  readonly order: string;
}

const NOTHING: Summary = { events: 0, digest: '' };

/** Reads a log once. */
export const summarised = async (source: LogSource, step: Progress['step'], onProgress: OnProgress): Promise<Summaries> => {
  const streams = new Map<string, Summary>();
  const order = createHash('sha256');
  const log = await scan(source, (event, done) => {
    streams.set(event.stream, after(streams.get(event.stream) ?? NOTHING, event));
    order.update(event.id);
    onProgress({ step, done, share: source.share(event.position) });
  });
  return { log, streams, order: order.digest('base64') };
};

const after = ({ events, digest }: Summary, event: StoredEvent): Summary => ({
  events: events + 1,
  digest: createHash('sha256').update(digest).update(contentOf(event)).digest('base64'),
});

/** What an event is, wherever it stands: all but its position. */
export const contentOf = ({ revision, id, type, data, metadata }: StoredEvent): string =>
  JSON.stringify([revision, id, type, data, metadata]);
