import { describe, expect, it } from '@jest/globals';
import { FIRST_PREV_HASH, hashOf, verifyChain } from './chain.js';
import type { StoredEvent } from './event-store.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import { counting, officer } from './testing/counter.js';

const chain = async (length: number): Promise<StoredEvent[]> => {
  const store = new MemoryEventStore();
  const counters = counting(store);
  for (let n = 0; n < length; n += 1) await counters.execute('count-1', { add: n }, { commandId: `c${n}`, actor: officer });
  return store.readStream('count-1');
};

describe('the hash chain', () => {
  it('is SHA-256 over the RFC 8785 form of exactly these members', () => {
    const event = {
      stream: 'dossier-1',
      revision: 0,
      id: '00000000-0000-4000-8000-000000000000',
      type: 'DossierReceived',
      occurredAt: '2025-03-03T08:00:00+07:00',
      recordedAt: '2025-03-03T08:00:01+07:00',
      actor: { subject: 'a', agency: 'H40', roles: ['reception'] },
      data: { đ: 1, a: [1.0, 1e21, null], sealed: 'x' },
      prevHash: FIRST_PREV_HASH,
    };
    // By hand: `printf %s '{"actor":{"agency":"H40",…},"data":{"a":[1,1e+21,null],"sealed":"x","đ":1},…}' | sha256sum`.
    expect(hashOf(event)).toBe('7da627851eddcb445e1c4accb6a98e19d40d0281a5d87849dd9a6ac48b9f804a');
    expect(hashOf({ ...event, extra: 'not hashed' } as typeof event)).toBe(hashOf(event));
  });

  it('verifies a whole stream, and page by page', async () => {
    const events = await chain(6);
    const whole = verifyChain(events);
    expect(whole).toEqual({ ok: true, revision: 5, hash: events[5]?.metadata.hash });
    const half = verifyChain(events.slice(0, 3));
    expect(half.ok && verifyChain(events.slice(3), half)).toEqual(whole);
    expect(verifyChain([])).toMatchObject({ ok: true, revision: -1 });
  });

  it('finds one flipped bit anywhere in what is hashed', async () => {
    const events = await chain(4);
    const text = JSON.stringify(events[2]);
    let found = 0;
    for (let at = 0; at < text.length; at += 1) {
      const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      const event = parsed(flipped);
      if (event === null || !differs(event, events[2] as StoredEvent)) continue;
      const broken = events.with(2, event);
      expect(verifyChain(broken)).toMatchObject({ ok: false });
      found += 1;
    }
    expect(found).toBeGreaterThan(200);
  });

  it('names the first event that is edited, missing, moved, doubled or of another stream', async () => {
    const events = await chain(5);
    const [a, b, c, d, e] = events as [StoredEvent, StoredEvent, StoredEvent, StoredEvent, StoredEvent];
    const edited = { ...c, data: { n: 99 } };
    const rehashed = { ...edited, metadata: { ...c.metadata, hash: hashOf({ ...edited, ...edited.metadata }) } };
    const renumbered = [a, b, { ...d, revision: 2 }, { ...c, revision: 3 }, e];
    expect(verifyChain([a, b, edited, d, e])).toEqual({ ok: false, revision: 2, fault: 'hash' });
    expect(verifyChain([a, b, rehashed, d, e])).toEqual({ ok: false, revision: 3, fault: 'prev-hash' });
    expect(verifyChain([a, b, d, e])).toEqual({ ok: false, revision: 2, fault: 'revision' });
    expect(verifyChain([a, b, b, c])).toEqual({ ok: false, revision: 2, fault: 'revision' });
    expect(verifyChain(renumbered)).toEqual({ ok: false, revision: 2, fault: 'prev-hash' });
    expect(verifyChain([a, { ...b, stream: 'count-2' }])).toEqual({ ok: false, revision: 1, fault: 'stream' });
    expect(verifyChain([b, c])).toEqual({ ok: false, revision: 0, fault: 'revision' });
  });
});

const parsed = (text: string): StoredEvent | null => {
  try {
    return JSON.parse(text) as StoredEvent;
  } catch {
    return null;
  }
};

/** In a member that the hash covers: the position, the command and the schema are not among them. */
const differs = (event: StoredEvent, from: StoredEvent): boolean => {
  const covered = ({ stream, revision, id, type, data, metadata }: StoredEvent) => {
    const { occurredAt, recordedAt, actor, prevHash, hash } = metadata ?? ({} as StoredEvent['metadata']);
    return JSON.stringify([stream, revision, id, type, data, occurredAt, recordedAt, actor, prevHash, hash]);
  };
  return typeof event.metadata === 'object' && covered(event) !== covered(from);
};
