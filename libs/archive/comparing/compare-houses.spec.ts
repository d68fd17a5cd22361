import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore, hashOf, MemoryEventStore, type ReadStreamOptions, type StoredEvent } from '@lien-thong/event-store';
import { MemoryKeyStore } from '@lien-thong/security';
import { FaultyEventStore } from '../../event-store/testing/faulty-event-store.js';
import type { House } from '../house.js';
import { furnished, kek, memoryHouse, streamsOf, write } from '../testing/houses.js';
import { compareHouses } from './compare-houses.js';
import type { Difference } from './difference.js';

type Change = (events: StoredEvent[]) => StoredEvent[];

/** Negative controls: each planted difference is found, and nothing else. */
describe('the comparison of two houses', () => {
  let from: House;
  let events: StoredEvent[];
  let stream: string;
  let keys: MemoryKeyStore;

  beforeAll(async () => {
    from = await furnished(memoryHouse());
    await from.keys.destroy((await streamsOf(from.log))[1] as string);
    events = (await from.log.readAll({ after: null, limit: 100_000 })).events;
    [stream] = (await streamsOf(from.log)) as [string];
  });
  beforeEach(async () => {
    keys = new MemoryKeyStore(kek);
    await keys.take(await from.keys.kept(null, 1_000));
  });

  const differences = async (change: Change, to: { keys?: MemoryKeyStore } = {}): Promise<readonly Difference[]> => {
    const log = new MemoryEventStore();
    const heads = new Map<string, number>();
    for (const event of change(events)) {
      const head = heads.get(event.stream);
      await log.append(event.stream, head ?? 'no-stream', [event]);
      heads.set(event.stream, (head ?? -1) + 1);
    }
    return (await compareHouses(from, { log, keys: to.keys ?? keys }, await from.log.head())).differences;
  };
  const ofStream = (): StoredEvent[] => events.filter((event) => event.stream === stream);
  const changing =
    (revision: number, change: (event: StoredEvent) => StoredEvent): Change =>
    (all) =>
      all.map((event) => (event.stream === stream && event.revision === revision ? change(event) : event));
  const rehashed = (event: StoredEvent): StoredEvent => ({
    ...event,
    metadata: { ...event.metadata, hash: hashOf({ ...event, ...event.metadata }) },
  });

  it('finds nothing between copies', async () => expect(await differences((all) => all)).toEqual([]));

  it('finds a fact changed', async () => {
    const found = await differences(changing(1, (event) => ({ ...event, data: { changed: true } })));
    expect(found).toEqual([
      { is: 'broken', stream, revision: 1, fault: 'hash' },
      { is: 'another-event', stream, revision: 1 },
    ]);
  });

  it('finds a last event changed and rightly hashed again', async () => {
    const last = ofStream().length - 1;
    const found = await differences(changing(last, (event) => rehashed({ ...event, type: 'DossierAnnotated', data: {} })));
    expect(found).toContainEqual({ is: 'another-event', stream, revision: last });
    expect(found.filter(({ is }) => is === 'broken')).toEqual([]);
  });

  it.each([
    ['the command id', { commandId: 'another' }],
    ['the hash of the body', { bodyHash: 'another' }],
    ['the schema', { schema: 2 }],
    ['what caused it', { causationId: 'another' }],
  ])('finds changed what no chain covers: %s', async (_, metadata) => {
    const found = await differences(changing(0, (event) => ({ ...event, metadata: { ...event.metadata, ...metadata } })));
    expect(found).toContainEqual({ is: 'another-event', stream, revision: 0 });
  });

  it('finds an event missing in the middle, and one at the end', async () => {
    const last = ofStream().length - 1;
    const without = (revision: number): Change => {
      return (all) => all.filter((event) => event.stream !== stream || event.revision !== revision);
    };
    expect(await differences(without(1))).toContainEqual({ is: 'another-event', stream, revision: 1 });
    expect(await differences(without(last))).toEqual([{ is: 'shorter', stream, revision: last }]);
  });

  it('finds two events that changed places', async () => {
    const found = await differences((all) => {
      const [first, second] = [0, 1].map((revision) => all.findIndex((e) => e.stream === stream && e.revision === revision));
      const swapped = [...all];
      [swapped[first as number], swapped[second as number]] = [
        all[second as number] as StoredEvent,
        all[first as number] as StoredEvent,
      ];
      return swapped;
    });
    expect(found).toContainEqual({ is: 'another-event', stream, revision: 0 });
  });

  it('finds an event more, a stream more and a stream less', async () => {
    const source = memoryHouse();
    const more = await write(source.log, 'access-1');
    const added = (name: string): Change => {
      return (all) => [...all, { ...more, stream: name, revision: 0, position: '' }];
    };
    expect(await differences(added('access-1'))).toEqual([{ is: 'extra', stream: 'access-1' }]);
    expect(await differences(added(stream))).toContainEqual({ is: 'longer', stream, revision: ofStream().length });
    expect(await differences((all) => all.filter((event) => event.stream !== stream))).toEqual([{ is: 'missing', stream }]);
  });

  it('finds a dossier that folds otherwise when it is opened', async () => {
    const opened = new (class extends FaultyEventStore {
      override async readStream(name: string, options?: ReadStreamOptions): Promise<StoredEvent[]> {
        const read = await super.readStream(name, options);
        return name === stream ? read.slice(0, 1) : read;
      }
    })(from.log as EventStore);
    const { differences: found } = await compareHouses(from, { log: opened, keys }, await from.log.head());
    expect(found).toEqual([{ is: 'folds-otherwise', stream }]);
  });

  it('finds a key missing, another key, and a destroyed key that lives', async () => {
    const [lan, erased, ...others] = (await streamsOf(from.log)) as [string, string, ...string[]];
    const kept = await from.keys.kept(null, 1_000);
    const keysOf = async (change: (stream: string) => boolean): Promise<MemoryKeyStore> => {
      const store = new MemoryKeyStore(kek);
      await store.take(kept.filter((key) => change(key.stream)));
      return store;
    };
    const missing = await keysOf((name) => name !== lan);
    expect(await differences((all) => all, { keys: missing })).toEqual([{ is: 'key-missing', stream: lan }]);
    await missing.keyFor(lan, true);
    expect(await differences((all) => all, { keys: missing })).toEqual([{ is: 'key-differs', stream: lan }]);
    const revived = await keysOf((name) => name !== erased);
    await revived.keyFor(erased, true);
    expect(await differences((all) => all, { keys: revived })).toEqual([{ is: 'key-not-destroyed', stream: erased }]);
    await keys.destroy(others[0] as string);
    expect(await differences((all) => all)).toEqual([]);
  });

  it('tells whether the order across streams is kept, which is no difference', async () => {
    const log = new MemoryEventStore();
    for (const name of await streamsOf(from.log)) await log.append(name, 'no-stream', await from.log.readStream(name));
    const compared = await compareHouses(from, { log, keys }, await from.log.head());
    expect([compared.inOrder, compared.differences]).toEqual([false, []]);
  });
});
