import { describe, expect, it } from '@jest/globals';
import { events, everything, ids, someStream } from './fixtures.js';
import type { Opened } from './opened.js';

/** Where the log outlives its store. */
export const restartContract = (opened: () => Opened): void => {
  describe('restarts', () => {
    it('finds everything again, and goes on where it stood', async () => {
      const { store, reopen } = opened();
      if (reopen === undefined) return;
      const stream = someStream();
      const append = events(3);
      const original = await store.append(stream, 'no-stream', append);
      const before = await everything(store, { after: null });
      const again = await reopen();
      expect(await everything(again, { after: null })).toEqual(before);
      expect(await again.head()).toBe(original.position);
      expect(await again.append(stream, 'no-stream', append)).toMatchObject({ revision: 2, position: original.position });
      await expect(again.append(stream, 1, events(1))).rejects.toMatchObject({ actual: 2 });
      const more = events(1);
      expect(await again.append(stream, 2, more)).toMatchObject({ revision: 3 });
      expect(ids(await again.readStream(stream))).toEqual(ids([...append, ...more]));
    });
  });
};
