import { afterEach, describe, expect, it } from '@jest/globals';
import type { EventStore, StoredEvent, Subscription } from '../event-store.js';
import { comparePositions } from '../positions.js';
import { aDouble, aStoreOn, endAll, IMPATIENT } from '../testing/doubled.js';
import type { EventStoreDouble } from '../testing/eventstoredb-double/double.js';
import { events, ids, someCategory, someStream, until } from '../testing/fixtures.js';
import type { EventStoreDbOptions } from './eventstoredb-event-store.js';

afterEach(endAll);

/** Follows a category of its own; the writer writes by another store, so that only the subscription is disturbed by chance. */
const following = async (double: EventStoreDouble, options: EventStoreDbOptions = IMPATIENT) => {
  const store = await aStoreOn(double.url, options);
  const writer = await aStoreOn(double.url, options);
  const category = someCategory();
  const stream = someStream(category);
  const seen: StoredEvent[] = [];
  let caughtUp = 0;
  const subscription = store.subscribe({
    after: await store.head(),
    filter: { streams: [`${category}-`] },
    onEvents: (batch) => void seen.push(...batch),
    onCaughtUp: () => {
      caughtUp += 1;
    },
  });
  let revision = -1;
  const grow = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      const expected = revision < 0 ? 'no-stream' : revision;
      const append = events(1);
      const grown = () =>
        writer.append(stream, expected, append).then(
          () => true,
          () => false,
        );
      await until('an append', grown);
      revision += 1;
    }
  };
  const isWhole = async (count: number): Promise<void> => {
    await until(`all ${count}`, () => seen.length >= count);
    expect(ids(seen)).toEqual(ids(await writer.readStream(stream)));
    expect(seen.map((event) => event.revision)).toEqual(Array.from({ length: count }, (_, index) => index));
  };
  await until('live', () => caughtUp === 1 && double.subscribers > 0);
  return { store, stream, seen, subscription, grow, isWhole, caughtUp: () => caughtUp };
};

describe('rule 7: a subscription', () => {
  const disturbances: readonly [string, (double: EventStoreDouble) => unknown][] = [
    ['an error', (double) => double.dropSubscriptions('error')],
    ['a polite end', (double) => double.dropSubscriptions('end')],
    ['a connection that breaks', (double) => double.cut()],
    ['a connection that falls silent for ever', (double) => double.strand()],
    ['a server that restarts', (double) => double.restart(100)],
    ['a network that stalls', (double) => double.stall(600)],
    ['a subscription that falls silent by itself', (double) => double.muteSubscriptions()],
  ];
  for (const [what, disturb] of disturbances) {
    it(`comes back after ${what}, without loss or repeat`, async () => {
      const double = await aDouble();
      const { grow, isWhole, subscription } = await following(double);
      await grow(5);
      await isWhole(5);
      for (let turn = 1; turn <= 3; turn += 1) {
        const disturbed = disturb(double);
        await grow(4);
        await disturbed;
        await grow(1);
        await isWhole(5 + turn * 5);
      }
      expect(subscription.error).toBeNull();
      await subscription.stop();
      expect(await subscription.closed).toBeNull();
    });
  }

  it('that cannot begin is tried again until it can', async () => {
    const double = await aDouble();
    for (const fault of ['unavailable', 'not-ready', 'reset', 'request-lost', 'access-denied'] as const)
      double.faults.next(fault, { on: 'subscribe' });
    const store = await aStoreOn(double.url);
    const seen: StoredEvent[] = [];
    const stream = someStream();
    const subscription = store.subscribe({
      after: null,
      filter: { streams: [stream] },
      onEvents: (batch) => void seen.push(...batch),
    });
    await store.append(stream, 'no-stream', events(3));
    await until('the three', () => seen.length === 3);
    await until('a subscription that stands', () => double.subscribers === 1);
    await subscription.stop();
  });

  it('outlives reads that fail, and says anew that it has caught up', async () => {
    const double = await aDouble();
    const { grow, isWhole, caughtUp, subscription } = await following(double);
    await grow(2);
    await isWhole(2);
    const port = double.port;
    await double.leader.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await double.leader.start(port);
    await grow(2);
    await isWhole(4);
    await until('live again', () => caughtUp() === 2);
    await subscription.stop();
  });

  it('stops at once while the server is away', async () => {
    const double = await aDouble();
    const { subscription } = await following(double);
    double.freeze();
    await subscription.stop();
    expect(await subscription.closed).toBeNull();
    double.thaw();
  });

  it('is one on the wire, however many follow', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, {});
    const stream = someStream();
    const counts = Array.from({ length: 150 }, () => 0);
    const subscriptions = counts.map(
      (_, index): Subscription =>
        store.subscribe({
          after: null,
          filter: { streams: [stream] },
          onEvents: (batch) => {
            counts[index] = (counts[index] ?? 0) + batch.length;
          },
        }),
    );
    for (let n = 0; n < 10; n += 1) await store.append(stream, n === 0 ? 'no-stream' : n - 1, events(1));
    await until('ten each', () => counts.every((count) => count === 10));
    expect(double.subscribers).toBe(1);
    expect(double.connections.open).toBe(1);
    await Promise.all(subscriptions.map((subscription) => subscription.stop()));
  });

  it('catches up from servers that never say so', async () => {
    const double = await aDouble({ saysCaughtUp: false });
    const { grow, isWhole, caughtUp } = await following(double);
    await grow(40);
    await isWhole(40);
    expect(caughtUp()).toBe(1);
  });

  it('takes its events in batches while it is busy, and no more than it can hold', async () => {
    const double = await aDouble();
    const { grow, isWhole, store, stream } = await following(double);
    const slow: StoredEvent[] = [];
    const subscription = store.subscribe({
      after: await store.head(),
      filter: { streams: [stream] },
      onEvents: async (batch) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        slow.push(...batch);
      },
    });
    await grow(60);
    await isWhole(60);
    await until('the slow one', () => slow.length === 60);
    await subscription.stop();
  });
});

describe('the end of the log that is kept for followers', () => {
  it('is cut at its front, and those who fall behind it read pages', async () => {
    const double = await aDouble();
    const { store, isWhole, grow, stream } = await following(double, {});
    await grow(1);
    const text = 'x'.repeat(900_000);
    const held: StoredEvent[] = [];
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const behind = store.subscribe({
      after: null,
      filter: { streams: [stream] },
      onEvents: async (batch) => {
        held.push(...batch);
        await released;
      },
    });
    await until('held', () => held.length === 1);
    const others = someStream();
    for (let n = 0; n < 20; n += 1) {
      const [event] = events(1);
      await store.append(others, n === 0 ? 'no-stream' : n - 1, [{ ...(event as StoredEvent), data: { text } }]);
    }
    await grow(3);
    release();
    await until('the rest', () => held.length === 4);
    await isWhole(4);
    await behind.stop();
  });
});

describe('checkpoints', () => {
  const moved = async (store: EventStore, double: EventStoreDouble): Promise<string> => {
    const checkpoints: string[] = [];
    const subscription = store.subscribe({
      after: null,
      filter: { types: ['NeverHeardOf'] },
      onEvents: (_, checkpoint) => void checkpoints.push(checkpoint),
    });
    const last = [...double.log.records].reverse().find(({ stream }) => !stream.startsWith('$'));
    const end = `${last?.position}/${last?.position}`;
    await until('the log’s end', () => checkpoints.some((checkpoint) => comparePositions(checkpoint, end) >= 0));
    await subscription.stop();
    return checkpoints.at(-1) ?? '';
  };

  it('of a filter that lets nothing through go to the log’s end, in commit and prepare beyond what a number holds', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    for (let n = 0; n < 50; n += 1) await store.append(someStream(), 'no-stream', events(3));
    const checkpoint = await moved(store, double);
    expect(checkpoint).toMatch(/^90\d{14}\/90\d{14}$/);
    expect(BigInt(checkpoint.split('/')[0] as string)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });
});
