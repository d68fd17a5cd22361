import { beforeEach, describe, expect, it } from '@jest/globals';
import { verifyChain } from './chain.js';
import { LostRaces } from './command-errors.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import { eventIdOf } from './recording.js';
import { atEight, counting, officer } from './testing/counter.js';
import { FaultyEventStore } from './testing/faulty-event-store.js';

const by = (commandId: string, more: object = {}) => ({ commandId, actor: officer, ...more });

describe('execute', () => {
  let store: FaultyEventStore;
  let counters: ReturnType<typeof counting>;
  beforeEach(() => {
    store = new FaultyEventStore(new MemoryEventStore());
    counters = counting(store);
  });

  it('decides, appends and answers with the state, the events and where they stand', async () => {
    const outcome = await counters.execute('count-1', { add: 2, times: 2 }, by('c1', { bodyHash: 'h1', correlationId: 'r1' }));
    expect(outcome).toMatchObject({ state: { sum: 4, events: 2 }, revision: 1, position: '2', repeated: false });
    const added = { type: 'Added', data: { n: 2 }, commandId: 'c1', bodyHash: 'h1', actor: officer };
    const at = { occurredAt: '2025-03-03T08:00:00+07:00', recordedAt: '2025-03-03T08:00:00+07:00' };
    expect(outcome.events).toEqual([
      { ...added, ...at, id: eventIdOf('c1', 0), revision: 0 },
      { ...added, ...at, id: eventIdOf('c1', 1), revision: 1 },
    ]);
  });

  it('writes the provenance, the schema and the chain, and no member that is absent', async () => {
    await counters.execute('count-1', { add: 1 }, by('c1', { causationId: 'e0' }));
    await counters.execute('count-1', { add: 1 }, by('c2'));
    const stored = await store.readStream('count-1');
    expect(Object.keys(stored[0]?.metadata ?? {}).sort()).toEqual(
      ['actor', 'causationId', 'commandId', 'hash', 'occurredAt', 'prevHash', 'recordedAt', 'schema'].sort(),
    );
    expect(stored[0]?.data).toEqual({ n: 1 });
    expect(verifyChain(stored)).toEqual({ ok: true, revision: 1, hash: stored[1]?.metadata.hash });
  });

  it('has the same event ids for ever', () => {
    expect(eventIdOf('0d5f2f0e-0000-4000-8000-000000000000', 0)).toBe('ba9d5203-c303-563c-9c18-15378227d91c');
  });

  it('records no event before the last one of its stream, whatever the clock does', async () => {
    let now = atEight + 5_000;
    const jumping = counting(store, { now: () => now });
    await jumping.execute('count-1', { add: 1 }, by('c1'));
    now = atEight;
    const outcome = await jumping.execute('count-1', { add: 1 }, by('c2'));
    expect(outcome.events[0]?.recordedAt).toBe('2025-03-03T08:00:05+07:00');
  });

  it('passes a refusal on and appends nothing', async () => {
    await expect(counters.execute('count-1', { refuse: true }, by('c1'))).rejects.toMatchObject({ code: 'refused' });
    expect(await store.readStream('count-1')).toEqual([]);
  });

  it('appends nothing where nothing is decided, and decides anew the next time', async () => {
    await counters.execute('count-1', { add: 5 }, by('c1'));
    const unchanged = { state: { sum: 5, events: 1 }, revision: 0, position: '1', events: [], repeated: false };
    expect(await counters.execute('count-1', { upTo: 3 }, by('c2'))).toEqual(unchanged);
    expect(await counters.execute('count-1', { upTo: 7 }, by('c2'))).toMatchObject({ state: { sum: 7 }, revision: 1 });
    expect(await counters.execute('count-2', { upTo: 0 }, by('c3'))).toMatchObject({ revision: -1, position: null, events: [] });
  });

  it('shows in a dry run what would be, and leaves no trace of it', async () => {
    await counters.execute('count-1', { add: 5 }, by('c1'));
    const dry = await counters.execute('count-1', { add: 2 }, by('c2', { dryRun: true }));
    expect(dry).toMatchObject({ state: { sum: 7, events: 2 }, revision: 1, position: null, repeated: false });
    expect(dry.events).toHaveLength(1);
    expect(await store.readStream('count-1')).toHaveLength(1);
    expect(await counters.execute('count-1', { add: 3 }, by('c2'))).toMatchObject({ state: { sum: 8 }, repeated: false });
  });

  it('refuses another revision than the one that was meant, with the events that were missed', async () => {
    await counters.execute('count-1', { add: 1 }, by('c1', { ifRevision: -1 }));
    await counters.execute('count-1', { add: 2 }, by('c2', { ifRevision: 0 }));
    await counters.execute('count-1', { add: 3 }, by('c3'));
    await expect(counters.execute('count-1', { add: 4 }, by('c4', { ifRevision: 0 }))).rejects.toMatchObject({
      name: 'RevisionMismatch',
      currentRevision: 2,
      missedEvents: [{ revision: 1, data: { n: 2 } }, { revision: 2 }],
    });
    await expect(counters.execute('count-1', { add: 4 }, by('c4', { ifRevision: 9 }))).rejects.toMatchObject({
      currentRevision: 2,
      missedEvents: [],
    });
  });

  it('loads a stream as it stands, and reads it up to a revision', async () => {
    for (let n = 1; n <= 4; n += 1) await counters.execute('count-1', { add: n }, by(`c${n}`));
    expect(await counters.load('count-1')).toMatchObject({
      state: { sum: 10 },
      revision: 3,
      position: '4',
      lastRecordedAt: atEight,
    });
    expect(await counters.load('count-9')).toMatchObject({ state: { sum: 0 }, revision: -1, position: null });
    const read = await counters.read('count-1', 1);
    expect(read).toMatchObject({ state: { sum: 3 }, revision: 1, events: [{ revision: 0 }, { revision: 1 }] });
    expect((await counters.read('count-1')).events).toHaveLength(4);
  });

  it('reads streams longer than a page', async () => {
    for (let n = 0; n < 8; n += 1) await counters.execute('count-1', { add: 1, times: 600 }, by(`c${n}`));
    expect((await counting(store).load('count-1')).state).toEqual({ sum: 4_800, events: 4_800 });
    expect((await counting(store).read('count-1', 3_999)).state.events).toBe(4_000);
  });

  it('gives up when it loses every race', async () => {
    const other = counting(store);
    const unlucky = counting(store, { attempts: 3 });
    let n = 0;
    const interfere = async (): Promise<void> => {
      store.before = null;
      n += 1;
      await other.execute('count-1', { add: 1 }, by(`other-${n}`));
      store.before = interfere;
    };
    store.before = interfere;
    await expect(unlucky.execute('count-1', { add: 1 }, by('mine'))).rejects.toBeInstanceOf(LostRaces);
    store.before = null;
    expect((await other.load('count-1')).state.sum).toBe(3);
  });
});
