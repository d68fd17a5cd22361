import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from './event-store.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import { counting, officer } from './testing/counter.js';
import { anEvent } from './testing/fixtures.js';
import { type Upcaster, upcasting } from './upcasting.js';

const counted: Upcaster = {
  type: 'Counted',
  from: 1,
  up: ({ data }) => ({ type: 'Added', data: { amount: (data as { by: number }).by } }),
};
const added: Upcaster = {
  type: 'Added',
  from: 2,
  up: ({ type, data }) => ({ type, data: { n: (data as { amount: number }).amount } }),
};

const written = (type: string, data: object, schema: number): StoredEvent => {
  const event = anEvent(data as { n: number }, type);
  return { ...event, metadata: { ...event.metadata, schema }, stream: 'count-1', revision: 0, position: '1' };
};

describe('upcasting', () => {
  const upcast = upcasting([counted, added], 3);

  it('lifts an event from schema to schema, renamed on the way', () => {
    expect(upcast(written('Counted', { by: 7 }, 1))).toEqual({ type: 'Added', data: { n: 7 } });
    expect(upcast(written('Added', { amount: 7 }, 2))).toEqual({ type: 'Added', data: { n: 7 } });
  });

  it('leaves an event of today, and one that never changed, as it is', () => {
    expect(upcast(written('Added', { n: 7 }, 3))).toMatchObject({ type: 'Added', data: { n: 7 } });
    expect(upcast(written('Issued', { n: 7 }, 1))).toMatchObject({ type: 'Issued', data: { n: 7 } });
  });

  it('does not guess at events of newer software', () => {
    expect(() => upcast(written('Added', {}, 4))).toThrow('schema 4 of Added is newer than 3');
  });

  it('serves the executor, which goes on in its own schema', async () => {
    const store = new MemoryEventStore();
    const { metadata, ...event } = anEvent({ by: 7 }, 'Counted');
    await store.append('count-1', 'no-stream', [{ ...event, metadata: { ...metadata, schema: 1 } }]);
    const counters = counting(store, { schema: 3, upcasters: [counted, added] });
    expect(await counters.execute('count-1', { add: 1 }, { commandId: 'c1', actor: officer })).toMatchObject({
      state: { sum: 8 },
    });
    expect((await store.readStream('count-1')).map((each) => each.metadata.schema)).toEqual([1, 3]);
  });
});
