import { describe, expect, it } from '@jest/globals';
import { comparePositions } from '../positions.js';
import { events, everything, ids, someCategory, someStream } from './fixtures.js';
import type { Opened } from './opened.js';

/** Where the log outlives its store. */
export const restartContract = (opened: () => Opened): void => {
  describe('restarts', () => {
    it('finds everything again, and goes on where it stood', async () => {
      const { store, reopen } = opened();
      if (reopen === undefined) return;
      const category = someCategory();
      const stream = someStream(category);
      const ours = { after: null, filter: { streams: [`${category}-`] } };
      const append = events(3);
      const original = await store.append(stream, 'no-stream', append);
      const before = await everything(store, ours);
      const again = await reopen();
      expect(await everything(again, ours)).toEqual(before);
      expect(before.at(-1)?.position).toBe(original.position);
      expect(comparePositions((await again.head()) ?? '', original.position)).toBeGreaterThanOrEqual(0);
      expect(await again.append(stream, 'no-stream', append)).toMatchObject({ revision: 2, position: original.position });
      await expect(again.append(stream, 1, events(1))).rejects.toMatchObject({ actual: 2 });
      const more = events(1);
      expect(await again.append(stream, 2, more)).toMatchObject({ revision: 3 });
      expect(ids(await again.readStream(stream))).toEqual(ids([...append, ...more]));
    });
  });
};
