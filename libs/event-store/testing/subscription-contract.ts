import { describe, expect, it } from '@jest/globals';
import type { EventStore, StoredEvent } from '../event-store.js';
import { comparePositions } from '../positions.js';
import { anEvent, events, ids, someCategory, someStream, until } from './fixtures.js';

/** Grows a stream of its own category by one event at a time. */
const growing = (store: () => EventStore) => {
  const category = someCategory();
  const stream = someStream(category);
  let revision = -1;
  const grow = async (count = 1, type?: string) => {
    for (let n = 0; n < count; n += 1) {
      const appended = await store().append(stream, revision < 0 ? 'no-stream' : revision, events(1, type));
      revision = appended.revision;
    }
  };
  return { stream, filter: { streams: [`${category}-`] }, grow };
};

export const subscriptionContract = (store: () => EventStore): void => {
  describe('subscriptions', () => {
    it('catches up, says so once, and then follows live', async () => {
      const { stream, filter, grow } = growing(store);
      const start = await store().head();
      await grow(5);
      const seen: StoredEvent[] = [];
      let caughtUp = 0;
      const subscription = store().subscribe({
        after: start,
        filter,
        onEvents: (batch) => void seen.push(...batch),
        onCaughtUp: () => {
          caughtUp += 1;
        },
      });
      await until('the history', () => caughtUp === 1);
      expect(seen).toHaveLength(5);
      await grow(3);
      await until('three live events', () => seen.length === 8);
      expect(ids(seen)).toEqual(ids(await store().readStream(stream)));
      expect(caughtUp).toBe(1);
      await subscription.stop();
      expect(await subscription.closed).toBeNull();
      await grow(1);
      expect(seen).toHaveLength(8);
    });

    it('reads nothing more until a batch is done', async () => {
      const { filter, grow } = growing(store);
      const start = await store().head();
      await grow(2);
      let [under, most, total] = [0, 0, 0];
      const onEvents = async (batch: readonly StoredEvent[]) => {
        under += 1;
        most = Math.max(most, under);
        await new Promise((resolve) => setTimeout(resolve, 20));
        under -= 1;
        total += batch.length;
      };
      const subscription = store().subscribe({ after: start, filter, onEvents });
      await grow(10);
      await until('all twelve', () => total === 12);
      expect(most).toBe(1);
      await subscription.stop();
    });

    it('resumes from its checkpoints without loss or repeat, while writers go on', async () => {
      const { stream, filter, grow } = growing(store);
      let checkpoint = await store().head();
      const seen: StoredEvent[] = [];
      const writer = grow(60);
      for (let life = 0; seen.length < 60; life += 1) {
        const room = life % 3;
        const before = seen.length;
        const subscription = store().subscribe({
          after: checkpoint,
          filter,
          onEvents: (batch, next) => {
            if (life % 4 === 3 && batch.length > room) throw new Error('dropped');
            seen.push(...batch);
            checkpoint = next;
          },
        });
        await until('some of the rest', () => seen.length > before || subscription.error !== null);
        await subscription.stop();
        if (subscription.error !== null) expect(subscription.error.message).toBe('dropped');
      }
      await writer;
      expect(ids(seen)).toEqual(ids(await store().readStream(stream)));
    });

    it('hands on checkpoints over what the filter leaves out, good to resume from', async () => {
      const { stream, grow } = growing(store);
      const start = await store().head();
      await grow(30);
      const [last] = await store().readStream(stream, { direction: 'backwards', limit: 1 });
      const checkpoints: string[] = [];
      const filter = { types: [`NeverHeardOf.${stream}`] };
      const onEvents = (batch: readonly StoredEvent[], checkpoint: string) => {
        expect(batch).toEqual([]);
        checkpoints.push(checkpoint);
      };
      const subscription = store().subscribe({ after: start, filter, onEvents });
      await until('a checkpoint behind all thirty', () =>
        checkpoints.some((checkpoint) => comparePositions(checkpoint, last?.position ?? '') >= 0),
      );
      await subscription.stop();
      await grow(1);
      const seen: StoredEvent[] = [];
      const again = store().subscribe({
        after: checkpoints.at(-1) ?? null,
        filter: { streams: [stream] },
        onEvents: (batch) => void seen.push(...batch),
      });
      await until('the one that came since', () => seen.length > 0);
      await again.stop();
      expect(seen).toMatchObject([{ revision: 30 }]);
    });

    it('has caught up with what stood there at first, though somebody writes before each batch is done', async () => {
      const { filter, grow } = growing(store);
      const start = await store().head();
      await grow(2);
      let [total, caughtUpWith] = [0, 0];
      const onEvents = async (batch: readonly StoredEvent[]) => {
        total += batch.length;
        if (caughtUpWith === 0) await grow(1);
      };
      const onCaughtUp = (): void => {
        caughtUpWith = total;
      };
      const subscription = store().subscribe({ after: start, filter, onEvents, onCaughtUp });
      await until('caught up', () => caughtUpWith > 0);
      expect(caughtUpWith).toBeGreaterThanOrEqual(2);
      await subscription.stop();
    });

    it('says that it fell far behind, and each time that it has caught up again', async () => {
      const { stream, filter, grow } = growing(store);
      const start = await store().head();
      await grow(1);
      const said: string[] = [];
      let total = 0;
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const onEvents = async (batch: readonly StoredEvent[]) => {
        total += batch.length;
        if (said.length === 1) await held;
      };
      const onCaughtUp = (): void => void said.push('live');
      const onFellBehind = (): void => void said.push('behind');
      const subscription = store().subscribe({ after: start, filter, onEvents, onCaughtUp, onFellBehind });
      await until('live', () => said.length === 1);
      await grow(1);
      await until('held up', () => total === 2);
      for (let turn = 0; turn < 15; turn += 1) await store().append(stream, 1 + turn * 100, events(100));
      release();
      await until('live again', () => said.length === 3);
      expect(said).toEqual(['live', 'behind', 'live']);
      expect(total).toBe(1_502);
      await subscription.stop();
    });

    it('ends at a poison event with its error, and goes on behind it when told to', async () => {
      const { filter, grow } = growing(store);
      const start = await store().head();
      await grow(2);
      await grow(1, 'Poison');
      await grow(2);
      let poison = '';
      const onEvents = (batch: readonly StoredEvent[]) => {
        const found = batch.find(({ type }) => type === 'Poison');
        if (found === undefined) return;
        poison = found.position;
        throw new Error('cannot read this');
      };
      const subscription = store().subscribe({ after: start, filter, onEvents });
      expect(await subscription.closed).toMatchObject({ message: 'cannot read this' });
      expect(subscription.error).toMatchObject({ message: 'cannot read this' });
      const rest: StoredEvent[] = [];
      const behind = store().subscribe({ after: poison, filter, onEvents: (batch) => void rest.push(...batch) });
      await until('the two behind it', () => rest.length === 2);
      await behind.stop();
    });

    it('serves several subscribers, each at its own pace', async () => {
      const { filter, grow } = growing(store);
      const start = await store().head();
      const counts = [0, 0, 0];
      const subscriptions = counts.map((_, index) =>
        store().subscribe({
          after: start,
          filter,
          onEvents: async (batch) => {
            await new Promise((resolve) => setTimeout(resolve, index * 5));
            counts[index] = (counts[index] ?? 0) + batch.length;
          },
        }),
      );
      await grow(20);
      await until('twenty each', () => counts.every((count) => count === 20));
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
    });

    it('stops with the store', async () => {
      await store().append(someStream(), 'no-stream', [anEvent()]);
      const subscription = store().subscribe({ after: null, onEvents: () => {} });
      await store().close();
      expect(await subscription.closed).toBeNull();
      expect(store().health().writable).toBe(false);
      await expect(store().append(someStream(), 'no-stream', events(1))).rejects.toMatchObject({ name: 'StoreUnavailable' });
    });
  });
};
