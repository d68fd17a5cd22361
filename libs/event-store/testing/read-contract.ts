import { describe, expect, it } from '@jest/globals';
import type { EventFilter, EventStore } from '../event-store.js';
import { comparePositions, InvalidPosition } from '../positions.js';
import { anEvent, events, everything, ids, someCategory, someStream } from './fixtures.js';

export const readContract = (store: () => EventStore): void => {
  describe('reads of a stream', () => {
    it('finds nothing in a stream that is not there', async () => {
      expect(await store().readStream(someStream())).toEqual([]);
    });

    it('goes forwards and backwards, in pages, from a revision inclusive', async () => {
      const stream = someStream();
      await store().append(stream, 'no-stream', events(10));
      const revisions = async (options: Parameters<EventStore['readStream']>[1]) =>
        (await store().readStream(stream, options)).map(({ revision }) => revision);
      expect(await revisions({ from: 7 })).toEqual([7, 8, 9]);
      expect(await revisions({ from: 2, limit: 3 })).toEqual([2, 3, 4]);
      expect(await revisions({ from: 10 })).toEqual([]);
      expect(await revisions({ direction: 'backwards', limit: 3 })).toEqual([9, 8, 7]);
      expect(await revisions({ direction: 'backwards', from: 1 })).toEqual([1, 0]);
      expect(await revisions({ direction: 'backwards', from: 99, limit: 1 })).toEqual([9]);
    });

    it('does not take a stream for another whose name begins alike', async () => {
      const stream = someStream();
      await store().append(stream, 'no-stream', events(1));
      await store().append(`${stream}0`, 'no-stream', events(2));
      expect(await store().readStream(stream)).toHaveLength(1);
    });
  });

  describe('reads of all', () => {
    it('gives every event once, in one rising order, whatever the page', async () => {
      const start = await store().head();
      const category = someCategory();
      const streams = [someStream(category), someStream(category), someStream(category)];
      for (let turn = 0; turn < 8; turn += 1) {
        for (const stream of streams) await store().append(stream, turn === 0 ? 'no-stream' : turn - 1, events(1));
      }
      const filter = { streams: [`${category}-`] };
      const all = await everything(store(), { after: start, filter });
      expect(all).toHaveLength(24);
      for (const [index, event] of all.slice(1).entries()) {
        expect(comparePositions(all[index]?.position ?? '', event.position)).toBeLessThan(0);
      }
      expect(ids(await everything(store(), { after: start, filter }, 1))).toEqual(ids(all));
      expect(ids(await everything(store(), { after: all[9]?.position ?? null, filter }, 5))).toEqual(ids(all.slice(10)));
    });

    it('filters by stream prefixes and by types, and by both', async () => {
      const start = await store().head();
      const [a, b] = [someCategory(), someCategory()];
      const [received, issued, stopped] = ['Received', 'Issued', 'Stopped'].map((type) => `${type}.${a}`);
      await store().append(`${a}-1`, 'no-stream', [anEvent({ n: 1 }, received), anEvent({ n: 2 }, issued)]);
      await store().append(`${b}-1`, 'no-stream', [anEvent({ n: 3 }, received), anEvent({ n: 4 }, stopped)]);
      await store().append(`${b}-2`, 'no-stream', [anEvent({ n: 5 }, `${received}s`)]);
      const found = async (filter: { streams?: string[]; types?: (string | undefined)[] }) =>
        (await everything(store(), { after: start, filter: filter as EventFilter })).map(({ data }) => (data as { n: number }).n);
      expect(await found({ streams: [`${a}-`] })).toEqual([1, 2]);
      expect(await found({ streams: [`${a}-`, `${b}-`], types: [received] })).toEqual([1, 3]);
      expect(await found({ types: [issued, stopped] })).toEqual([2, 4]);
      expect(await found({ types: ['NeverHeardOf'] })).toEqual([]);
      expect(await found({ types: [] })).toEqual([]);
    });

    it('moves on over what the filter leaves out, and stays at the end', async () => {
      const start = await store().head();
      const { position } = await store().append(someStream(), 'no-stream', events(30));
      const none = { types: ['NeverHeardOf'] };
      let next = start;
      // Others may write to the same log meanwhile: the end is where it stops moving.
      for (let before: string | null | undefined; next !== before; ) {
        before = next;
        const page = await store().readAll({ after: next, limit: 10, filter: none });
        expect(page.events).toEqual([]);
        next = page.next;
      }
      expect(comparePositions(next ?? '', position)).toBeGreaterThanOrEqual(0);
      expect(comparePositions(next ?? '', (await store().head()) ?? '')).toBeLessThanOrEqual(0);
    });

    it('knows its head, behind which there is nothing', async () => {
      const category = someCategory();
      const filter = { streams: [`${category}-`] };
      const { position } = await store().append(someStream(category), 'no-stream', events(3));
      const head = await store().head();
      expect(comparePositions(head ?? '', position)).toBeGreaterThanOrEqual(0);
      expect((await store().readAll({ after: head, limit: 10, filter })).events).toEqual([]);
      expect((await store().readAll({ after: position, limit: 10, filter })).events).toEqual([]);
    });

    it('refuses positions that it cannot have given', async () => {
      for (const after of ['here', '', '-1', '1.5', '01', '1/2/3', '7/8']) {
        await expect(store().readAll({ after, limit: 1 })).rejects.toBeInstanceOf(InvalidPosition);
      }
    });
  });
};
