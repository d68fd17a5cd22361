import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewEvent, StoredEvent } from '../event-store.js';
import { InvalidPosition } from '../positions.js';
import { StreamDeleted } from '../store-errors.js';
import { type RunningServer, testedServers } from '../testing/eventstoredb-servers.js';
import { anEvent, events, everything, ids, someCategory, someStream, until } from '../testing/fixtures.js';
import { ServerClient } from './client.js';
import { parseConnectionString } from './connection-string.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

/** Beyond the contract: what is measured of the server itself, and has to be so on every one of them. */
for (const { name, start } of testedServers) {
  describe(`${name}, as measured`, () => {
    let server: RunningServer;
    let store: EventStoreDbEventStore;
    beforeEach(async () => {
      server = await start();
      store = await EventStoreDbEventStore.open(server.url);
    });
    afterEach(async () => {
      await store.close();
      await server.stop();
    });
    const withClient = async (act: (client: ServerClient) => Promise<unknown>): Promise<void> => {
      const client = new ServerClient(parseConnectionString(server.url));
      await act(client);
      await client.end();
    };

    it('writes the same id again at the head of now', async () => {
      const stream = someStream();
      const [event] = events(1) as [NewEvent];
      await store.append(stream, 'no-stream', [event]);
      expect(await store.append(stream, 0, [event])).toMatchObject({ revision: 1 });
      expect(ids(await store.readStream(stream))).toEqual([event.id, event.id]);
    });

    it('says of an append, of its repeat and of a part of it the position that reads give', async () => {
      const stream = someStream();
      const append = events(4);
      const first = await store.append(stream, 'no-stream', append);
      await store.append(stream, 3, events(2));
      const again = await store.append(stream, 'no-stream', append);
      const part = await store.append(stream, 'no-stream', append.slice(0, 2));
      const read = await store.readStream(stream);
      const all = await everything(store, { after: null, filter: { streams: [stream] } });
      expect(all.map(({ position }) => position)).toEqual(read.map(({ position }) => position));
      expect([first, again, part]).toEqual([
        { revision: 3, position: read[3]?.position },
        { revision: 3, position: read[3]?.position },
        { revision: 1, position: read[1]?.position },
      ]);
    });

    it('answers success to an append of nothing, and writes nothing: ours are refused before', async () => {
      const stream = someStream();
      await withClient((client) => client.appendToStream(stream, [], { expectedRevision: 'no_stream' }));
      expect(await store.readStream(stream)).toEqual([]);
      await expect(store.append(stream, 'no-stream', [])).rejects.toMatchObject({ name: 'InvalidEvent' });
    });

    it('goes on numbering in a stream that was deleted softly, and keeps its events in the log', async () => {
      const stream = someStream();
      await store.append(stream, 'no-stream', events(2));
      await withClient((client) => client.deleteStream(stream));
      expect(await store.readStream(stream)).toEqual([]);
      expect(await store.append(stream, 'no-stream', events(1))).toMatchObject({ revision: 2 });
      expect((await store.readStream(stream)).map(({ revision }) => revision)).toEqual([2]);
      const all = await everything(store, { after: null, filter: { streams: [stream] } });
      expect(all.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    });

    it('has nothing behind a tombstone, takes nothing there, and shows the tombstone to nobody', async () => {
      const stream = someStream();
      await store.append(stream, 'no-stream', events(2));
      await withClient((client) => client.tombstoneStream(stream));
      expect(await store.readStream(stream)).toEqual([]);
      await expect(store.append(stream, 1, events(1))).rejects.toBeInstanceOf(StreamDeleted);
      const all = await everything(store, { after: null, filter: { streams: [stream] } });
      expect(all.map(({ revision }) => revision)).toEqual([0, 1]);
      expect(store.health()).toEqual({ writable: true });
    });

    it('takes far more appends at once than are in flight, each once', async () => {
      const category = someCategory();
      const start = await store.head();
      const streams = Array.from({ length: 300 }, () => someStream(category));
      await Promise.all(streams.map((stream) => store.append(stream, 'no-stream', events(1))));
      const all = await everything(store, { after: start, filter: { streams: [`${category}-`] } }, 100);
      expect(all.map(({ stream }) => stream).sort()).toEqual([...streams].sort());
    });

    it('keeps its own events out of the log that we read, filtered or not', async () => {
      const read = await everything(store, { after: null }, 1_000);
      expect(read.filter(({ stream, type }) => stream.startsWith('$') || type.startsWith('$'))).toEqual([]);
      expect(await everything(store, { after: null, filter: { streams: ['$'] } }, 1_000)).toEqual([]);
    });

    it('refuses a position in the middle of an event', async () => {
      const { position } = await store.append(someStream(), 'no-stream', [anEvent({ text: 'x'.repeat(5_000) })]);
      await store.append(someStream(), 'no-stream', events(1));
      const inside = String(BigInt(position.split('/')[0] as string) + 7n);
      await expect(store.readAll({ after: `${inside}/${inside}`, limit: 1 })).rejects.toBeInstanceOf(InvalidPosition);
    });

    it('pushes what another client writes, once and in order', async () => {
      const other = await EventStoreDbEventStore.open(server.url);
      const category = someCategory();
      const seen: StoredEvent[] = [];
      const filter = { streams: [`${category}-`] };
      const subscription = store.subscribe({ after: await store.head(), filter, onEvents: (batch) => void seen.push(...batch) });
      const streams = Array.from({ length: 20 }, () => someStream(category));
      for (let turn = 0; turn < 5; turn += 1) {
        await Promise.all(streams.map((stream) => other.append(stream, turn === 0 ? 'no-stream' : turn - 1, events(1))));
      }
      await until('a hundred', () => seen.length >= 100);
      await subscription.stop();
      expect(ids(seen)).toEqual(ids(await everything(other, { after: null, filter }, 50)));
      await other.close();
    });

    it('says its version', async () => {
      expect(await store.serverVersion()).toMatch(/^\d+\.\d+\.\d+/);
    });
  });
}
