import { type EventStore, pagesUpToNow, type StoredEvent } from '@lien-thong/event-store';

export const wholeLog = async (store: EventStore): Promise<StoredEvent[]> => {
  const log: StoredEvent[] = [];
  for await (const { events } of pagesUpToNow(store, { after: null, limit: 5_000 })) log.push(...events);
  return log;
};
