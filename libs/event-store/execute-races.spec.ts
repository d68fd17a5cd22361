import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyChain } from './chain.js';
import type { EventStore } from './event-store.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';
import { counting, officer } from './testing/counter.js';
import { FaultyEventStore } from './testing/faulty-event-store.js';
import { scratchFolder } from './testing/scratch.js';

const by = (commandId: string, more: object = {}) => ({ commandId, actor: officer, ...more });
const folder = scratchFolder();

afterAll(() => folder.remove());

const stores: readonly [string, () => EventStore][] = [
  ['memory', () => new MemoryEventStore()],
  ['SQLite', () => SqliteEventStore.open(join(folder.path, `${randomUUID()}.db`))],
];

describe.each(stores)('racing commands on %s', (_, open) => {
  let store: EventStore;
  beforeEach(() => {
    store = open();
  });
  afterEach(() => store.close());

  const isWhole = async (stream: string, length: number): Promise<void> => {
    const stored = await store.readStream(stream);
    expect(stored).toHaveLength(length);
    expect(verifyChain(stored)).toMatchObject({ ok: true });
  };

  it('have one effect when twenty of them are the same, in one process or in many', async () => {
    const one = counting(store);
    const many = Array.from({ length: 20 }, () => counting(store));
    const first = await Promise.all(many.map(() => one.execute('count-1', { add: 3, times: 2 }, by('same', { bodyHash: 'h' }))));
    const second = await Promise.all(
      many.map((each) => each.execute('count-2', { add: 3, times: 2 }, by('same', { bodyHash: 'h' }))),
    );
    for (const outcomes of [first, second]) {
      expect(outcomes.filter(({ repeated }) => !repeated).length).toBe(1);
      const { repeated: _repeated, ...told } = outcomes.find(({ repeated }) => !repeated) ?? { repeated: false };
      for (const outcome of outcomes) expect(outcome).toMatchObject(told);
    }
    await isWhole('count-1', 2);
    await isWhole('count-2', 2);
  });

  it('all come through when sixty-four writers want one stream, in one process or in many', async () => {
    const one = counting(store);
    await Promise.all(Array.from({ length: 64 }, (_n, n) => one.execute('count-1', { add: 1 }, by(`c${n}`))));
    const many = Array.from({ length: 64 }, () => counting(store));
    await Promise.all(many.map((each, n) => each.execute('count-2', { add: 1 }, by(`c${n}`))));
    for (const stream of ['count-1', 'count-2']) {
      await isWhole(stream, 64);
      expect((await one.load(stream)).state.sum).toBe(64);
    }
  });

  it('see what another process wrote, cached or not', async () => {
    const [a, b] = [counting(store), counting(store)];
    await a.execute('count-1', { add: 1 }, by('c1'));
    await b.execute('count-1', { add: 10 }, by('c2'));
    expect(await a.execute('count-1', { upTo: 11 }, by('c3'))).toMatchObject({ state: { sum: 11 }, revision: 1, events: [] });
    await b.execute('count-1', { add: 100 }, by('c4'));
    await expect(a.execute('count-1', { refuse: true }, by('c5'))).rejects.toMatchObject({ facts: { at: 111 } });
    await b.execute('count-1', { add: 1000 }, by('c6'));
    expect(await a.execute('count-1', { add: 1 }, by('c7', { dryRun: true }))).toMatchObject({
      state: { sum: 1112 },
      revision: 4,
    });
    await b.execute('count-1', { add: 1 }, by('c8'));
    expect(await a.execute('count-1', { add: 1 }, by('c9', { ifRevision: 4 }))).toMatchObject({
      state: { sum: 1113 },
      revision: 5,
    });
    await b.execute('count-1', { add: 1 }, by('c10'));
    expect(await a.execute('count-1', { add: 1 }, by('c8'))).toMatchObject({ state: { sum: 1112 }, repeated: true });
    expect((await a.load('count-1')).state.sum).toBe(1114);
    await isWhole('count-1', 7);
  });
});

describe('a repeated command', () => {
  const store = new FaultyEventStore(new MemoryEventStore());
  const counters = counting(store);

  it('is answered with its first outcome and the state as it was then', async () => {
    const first = await counters.execute('count-1', { add: 2, times: 2 }, by('c1', { bodyHash: 'h1' }));
    await counters.execute('count-1', { add: 5 }, by('c2'));
    for (const each of [counters, counting(store), counting(store, { cache: { streams: 0 } })]) {
      expect(await each.execute('count-1', { add: 2, times: 2 }, by('c1', { bodyHash: 'h1' }))).toEqual({
        ...first,
        repeated: true,
      });
    }
  });

  it('is looked for before the revision is, and is refused with another body', async () => {
    const again = counters.execute('count-1', { add: 2 }, by('c1', { bodyHash: 'h1', ifRevision: 0 }));
    expect(await again).toMatchObject({ revision: 1, repeated: true });
    const reused = counters.execute('count-1', { add: 3 }, by('c1', { bodyHash: 'h2' }));
    await expect(reused).rejects.toMatchObject({ name: 'CommandReused', commandId: 'c1' });
  });
});

describe('an append whose outcome is not known', () => {
  let store: FaultyEventStore;
  beforeEach(() => {
    store = new FaultyEventStore(new MemoryEventStore());
  });

  it('is found by reading back when its reply was lost', async () => {
    const counters = counting(store);
    store.faults.push('reply-lost');
    const outcome = await counters.execute('count-1', { add: 2, times: 2 }, by('c1'));
    expect(outcome).toMatchObject({ state: { sum: 4 }, revision: 1, position: '2', repeated: false });
    expect(store.appends).toBe(1);
    expect(await counters.execute('count-1', { add: 1 }, by('c2'))).toMatchObject({ state: { sum: 5 }, revision: 2 });
    expect(verifyChain(await store.readStream('count-1'))).toMatchObject({ ok: true });
  });

  it('is an error when it is not found, is not tried again by itself, and may be sent again', async () => {
    const counters = counting(store);
    store.faults.push('request-lost');
    await expect(counters.execute('count-1', { add: 2 }, by('c1'))).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(store.appends).toBe(1);
    expect(await counters.execute('count-1', { add: 2 }, by('c1'))).toMatchObject({ state: { sum: 2 }, repeated: false });
  });

  it('takes the events of another process for its own only when they are', async () => {
    let now = Date.parse('2025-03-03T09:00:00+07:00');
    const other = counting(store, { now: () => now });
    const counters = counting(store);
    for (const fault of ['unfresh', 'reply-lost'] as const) {
      now += 60_000;
      const stream = `count-${fault}`;
      store.before = () => other.execute(stream, { add: 2 }, by('c1'));
      store.faults.push(fault, fault);
      const outcome = await counters.execute(stream, { add: 2 }, by('c1'));
      expect(outcome).toMatchObject({ repeated: true, revision: 0, events: [{ recordedAt: expect.stringContaining('T09:') }] });
      await counters.execute(stream, { add: 1 }, by('c2'));
      expect(verifyChain(await store.readStream(stream))).toMatchObject({ ok: true, revision: 1 });
    }
  });
});
