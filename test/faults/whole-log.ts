import type { EventStore, StoredEvent } from '@lien-thong/event-store';

export const wholeLog = async (store: EventStore): Promise<StoredEvent[]> => {
  const log: StoredEvent[] = [];
  for (let after: string | null = null; ; ) {
    const { events, next } = await store.readAll({ after, limit: 5_000 });
    log.push(...events);
    if (next === after) return log;
    after = next;
  }
};
