import { comparePositions, type EventStore, fractionRead, type StoredEvent } from '@lien-thong/event-store';

/** A log to be read from its beginning, as often as somebody asks: a store up to one position, or a file. */
export interface LogSource {
  /** In the order of the log; the events of a stream at rising revisions. */
  pages(): AsyncIterable<readonly StoredEvent[]>;
  /** How far a reader is who has come to this position, from 0 to 1. */
  share(position: string): number;
}

const PAGE = 1_000;

/** What a store holds behind `after` (null: from the beginning) and up to `upTo`, which is included; null is an empty log. */
export const storeSource = (store: EventStore, upTo: string | null, after: string | null = null): LogSource => ({
  pages: () => pagesOf(store, upTo, after),
  share: (position) => fractionRead(position, upTo),
});

async function* pagesOf(store: EventStore, upTo: string | null, from: string | null): AsyncGenerator<readonly StoredEvent[]> {
  if (upTo === null) return;
  for (let after = from; ; ) {
    const { events, next } = await store.readAll({ after, limit: PAGE });
    const wanted = events.filter(({ position }) => comparePositions(position, upTo) <= 0);
    if (wanted.length > 0) yield wanted;
    if (next === after || comparePositions(next, upTo) >= 0) return;
    after = next;
  }
}
