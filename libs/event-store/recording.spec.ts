import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Sealer } from './codec.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import { counting, officer } from './testing/counter.js';
import { anEvent } from './testing/fixtures.js';

const by = (commandId: string, more: object = {}) => ({ commandId, actor: officer, ...more });

/** Writes down what it was asked, and seals nothing in earnest. */
const notary = () => {
  const asked: [string, string, boolean][] = [];
  const sealer: Sealer = {
    seal: async (stream, eventId, personal, first) => {
      asked.push([stream, eventId, first]);
      return Buffer.from(JSON.stringify(personal)).toString('base64');
    },
  };
  return { asked, sealer };
};

describe('recording', () => {
  let store: MemoryEventStore;
  beforeEach(() => {
    store = new MemoryEventStore();
  });

  it('seals the personal part, and gives it to nobody', async () => {
    const { asked, sealer } = notary();
    const counters = counting(store, { sealer });
    const outcome = await counters.execute('count-1', { add: 1, times: 2, note: 'Nguyễn Văn A' }, by('c1'));
    await counters.execute('count-1', { add: 1, note: 'again' }, by('c2'));
    expect(asked.map(([, , first]) => first)).toEqual([true, true, false]);
    const [stored] = await store.readStream('count-1');
    expect(stored?.data).toEqual({ n: 1, sealed: expect.any(String) });
    expect(JSON.stringify(stored)).not.toContain('Nguyễn');
    expect(outcome.events[0]).toMatchObject({ data: { n: 1, sealed: expect.any(String) } });
    expect(outcome.events[0]).not.toHaveProperty('personal');
  });

  it('asks for a new key until something was sealed', async () => {
    const { asked, sealer } = notary();
    await counting(store).execute('count-1', { add: 1 }, by('c1'));
    await counting(store, { sealer }).execute('count-1', { add: 1, note: 'x' }, by('c2'));
    expect(asked.map(([, , first]) => first)).toEqual([true]);
  });

  it('writes no personal part in the clear when there is no sealer', async () => {
    const append = counting(store).execute('count-1', { add: 1, note: 'Nguyễn Văn A' }, by('c1'));
    await expect(append).rejects.toThrow('there is no sealer');
    expect(await store.readStream('count-1')).toEqual([]);
  });

  it('seals nothing in a dry run', async () => {
    const { asked, sealer } = notary();
    await counting(store, { sealer }).execute('count-1', { add: 1, note: 'x' }, by('c1', { dryRun: true }));
    expect(asked).toEqual([]);
  });

  it('refuses values that JSON would change', async () => {
    const append = counting(store).execute('count-1', { add: Number.NaN }, by('c1'));
    await expect(append).rejects.toMatchObject({ name: 'InvalidEvent', fault: 'Added: data.n: NaN' });
  });

  it('appends no event that could not be read back', async () => {
    const broken = { encode: () => ({ type: 'Renamed', data: {} }), decode: refuse };
    await expect(counting(store, { codec: broken }).execute('count-1', { add: 1 }, by('c1'))).rejects.toMatchObject({
      name: 'UnreadableEvent',
      type: 'Renamed',
    });
    expect(await store.readStream('count-1')).toEqual([]);
  });

  it('names an event of an unknown type and commands nothing on top of it', async () => {
    const counters = counting(store);
    await counters.execute('count-1', { add: 1 }, by('c1'));
    await store.append('count-1', 0, [anEvent({}, 'NeverHeardOf')]);
    const unreadable = { name: 'UnreadableEvent', stream: 'count-1', revision: 1, type: 'NeverHeardOf' };
    await expect(counters.load('count-1')).rejects.toMatchObject(unreadable);
    await expect(counters.execute('count-1', { add: 1 }, by('c2'))).rejects.toMatchObject(unreadable);
    expect(await store.readStream('count-1')).toHaveLength(2);
    expect((await counters.read('count-1', 0)).state.sum).toBe(1);
  });
});

const refuse = (): never => {
  throw new Error('cannot read this');
};
