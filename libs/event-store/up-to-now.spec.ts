import { describe, expect, it } from '@jest/globals';
import type { Page, ReadAllOptions } from './event-store.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import { anEvent, events, ids, someStream } from './testing/fixtures.js';
import { pagesUpToNow } from './up-to-now.js';

/** Before each page that somebody reads, somebody else has appended. */
class BusyStore extends MemoryEventStore {
  override async readAll(options: ReadAllOptions): Promise<Page> {
    await this.append(someStream('others'), 'no-stream', [anEvent()]);
    return super.readAll(options);
  }
}

const read = async (store: MemoryEventStore, options: ReadAllOptions) => {
  const found = [];
  for await (const page of pagesUpToNow(store, options)) found.push(...page.events);
  return found;
};

describe('the log up to now', () => {
  it('comes page by page, whole and in order', async () => {
    const store = new MemoryEventStore();
    const some = events(10);
    await store.append(someStream(), 'no-stream', some);
    expect(ids(await read(store, { after: null, limit: 3 }))).toEqual(ids(some));
    expect(ids(await read(store, { after: '4', limit: 3 }))).toEqual(ids(some.slice(4)));
    expect(await read(store, { after: '10', limit: 3 })).toEqual([]);
    expect(await read(new MemoryEventStore(), { after: null, limit: 3 })).toEqual([]);
  });

  it('comes to its end beside writers that never pause', async () => {
    const store = new BusyStore();
    const stream = someStream();
    const some = events(10);
    await store.append(stream, 'no-stream', some);
    expect(ids(await read(store, { after: null, limit: 3, filter: { streams: [stream] } }))).toEqual(ids(some));
    expect((await read(store, { after: null, limit: 3 })).length).toBeGreaterThanOrEqual(10);
  });
});
