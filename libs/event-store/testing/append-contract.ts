import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { comparePositions } from '../positions.js';
import { WrongExpectedRevision } from '../store-errors.js';
import { anEvent, events, ids, someCategory, someStream } from './fixtures.js';

export const appendContract = (store: () => EventStore): void => {
  describe('appends', () => {
    it('numbers revisions from 0 without gaps and positions upwards', async () => {
      const stream = someStream();
      const first = await store().append(stream, 'no-stream', events(2));
      const second = await store().append(stream, 1, events(1));
      expect([first.revision, second.revision]).toEqual([1, 2]);
      expect(comparePositions(first.position, second.position)).toBeLessThan(0);
      const read = await store().readStream(stream);
      expect(read.map(({ revision }) => revision)).toEqual([0, 1, 2]);
      expect(read.at(-1)?.position).toBe(second.position);
    });

    it('gives back what it was given', async () => {
      const stream = someStream();
      const event = anEvent({ step: 'thẩm-định.1', deep: [{ a: null, b: [true, 1.5, -7, 1e21] }], empty: {} }, 'StepEntered');
      await store().append(stream, 'no-stream', [event]);
      expect(await store().readStream(stream)).toEqual([{ ...event, stream, revision: 0, position: expect.any(String) }]);
    });

    it('keeps every form of Unicode as it is', async () => {
      const stream = someStream();
      const data = { composed: 'Nguyễn', decomposed: 'Nguyễn'.normalize('NFD'), astral: '𠮷😀', odd: '\u0000\u2028"\\', Đ: 'Ð' };
      await store().append(stream, 'no-stream', [anEvent(data, 'HồSơĐãNhận')]);
      expect(await store().readStream(stream)).toMatchObject([{ type: 'HồSơĐãNhận', data }]);
    });

    it('tells streams apart by every code point of their names', async () => {
      const category = someCategory();
      const names = ['hồ-sơ', 'hồ-sơ'.normalize('NFD'), 'Hồ-sơ', '𠮷😀', 'a/b?c#d%20', '..'].map((id) => `${category}-${id}`);
      for (const stream of names) await store().append(stream, 'no-stream', [anEvent({ stream })]);
      for (const stream of names) expect(await store().readStream(stream)).toMatchObject([{ stream, data: { stream } }]);
    });

    it('keeps large events whole, read one by one and together', async () => {
      const category = someCategory();
      const stream = someStream(category);
      const start = await store().head();
      const large = () => anEvent({ text: 'ạ'.repeat(300_000) });
      const [first, second] = [large(), large()];
      await store().append(stream, 'no-stream', [first]);
      await store().append(stream, 0, [second]);
      expect(await store().readStream(stream)).toMatchObject([first, second]);
      const { events: all } = await store().readAll({ after: start, limit: 10, filter: { streams: [`${category}-`] } });
      expect(all).toMatchObject([first, second]);
    });

    it('refuses another expected revision and names both', async () => {
      const stream = someStream();
      const missing = await store()
        .append(stream, 3, events(1))
        .catch((error: unknown) => error);
      expect(missing).toBeInstanceOf(WrongExpectedRevision);
      expect(missing).toMatchObject({ stream, expected: 3, actual: 'no-stream' });
      await store().append(stream, 'no-stream', events(2));
      await expect(store().append(stream, 'no-stream', events(1))).rejects.toMatchObject({ expected: 'no-stream', actual: 1 });
      await expect(store().append(stream, 0, events(1))).rejects.toMatchObject({ expected: 0, actual: 1 });
      await expect(store().append(stream, 2, events(1))).rejects.toMatchObject({ expected: 2, actual: 1 });
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it('lets one of many racing writers win each revision', async () => {
      const stream = someStream();
      const race = () => Promise.allSettled(Array.from({ length: 64 }, () => store().append(stream, 'no-stream', events(2))));
      const results = await race();
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ expected: 'no-stream', actual: 1 });
      }
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it('does not mix the events of racing appends', async () => {
      const streams = Array.from({ length: 20 }, () => someStream());
      await Promise.all(streams.map((stream) => store().append(stream, 'no-stream', events(5))));
      for (const stream of streams) {
        expect((await store().readStream(stream)).map(({ data }) => data)).toEqual([0, 1, 2, 3, 4].map((n) => ({ n })));
      }
    });
  });

  repeats(store);
};

const repeats = (store: () => EventStore): void => {
  describe('repeated appends', () => {
    it('answers the same ids at the same expected revision with the original revision, also after the stream has grown', async () => {
      const stream = someStream();
      const append = events(3);
      const original = await store().append(stream, 'no-stream', append);
      const { revision, position } = original;
      expect(await store().append(stream, 'no-stream', append)).toMatchObject({ revision, position });
      const next = events(2);
      const grown = await store().append(stream, 2, next);
      expect(await store().append(stream, 'no-stream', append)).toMatchObject({ revision, position });
      expect(await store().append(stream, 2, next)).toMatchObject({ revision: 4, position: grown.position });
      expect(ids(await store().readStream(stream))).toEqual(ids([...append, ...next]));
    });

    it('answers the beginning of a former append with where that beginning ends', async () => {
      const stream = someStream();
      const append = events(3);
      await store().append(stream, 'no-stream', append);
      const again = await store().append(stream, 'no-stream', append.slice(0, 2));
      const second = (await store().readStream(stream))[1];
      expect(again).toMatchObject({ revision: 1, position: second?.position });
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('does not compare the payload', async () => {
      const stream = someStream();
      const event = anEvent({ n: 1 });
      await store().append(stream, 'no-stream', [event]);
      expect(await store().append(stream, 'no-stream', [{ ...event, data: { n: 2 } }])).toMatchObject({ revision: 0 });
      expect(await store().readStream(stream)).toMatchObject([{ data: { n: 1 } }]);
    });

    it('refuses a superset, another order and the same ids at another revision', async () => {
      const stream = someStream();
      const [a, b, c] = events(3) as [ReturnType<typeof anEvent>, ReturnType<typeof anEvent>, ReturnType<typeof anEvent>];
      await store().append(stream, 'no-stream', [a, b]);
      await expect(store().append(stream, 'no-stream', [a, b, c])).rejects.toBeInstanceOf(WrongExpectedRevision);
      await expect(store().append(stream, 'no-stream', [b, a])).rejects.toBeInstanceOf(WrongExpectedRevision);
      await expect(store().append(stream, 0, [a])).rejects.toBeInstanceOf(WrongExpectedRevision);
      expect(ids(await store().readStream(stream))).toEqual(ids([a, b]));
    });

    it('writes an append once that is sent again', async () => {
      const stream = someStream();
      const append = events(2);
      for (let turn = 0; turn < 5; turn += 1)
        expect(await store().append(stream, 'no-stream', append)).toMatchObject({ revision: 1 });
      expect(await store().readStream(stream)).toHaveLength(2);
    });
  });
};
