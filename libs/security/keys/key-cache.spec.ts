import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KeyCache } from './key-cache.js';

describe('the cache of unwrapped keys', () => {
  const key = createSecretKey(Buffer.alloc(32, 1));
  const kept = (cache: KeyCache, ...streams: string[]): string[] => streams.filter((stream) => cache.get(stream) !== undefined);

  it('lets go of the key that was unused for longest', () => {
    const cache = new KeyCache(2);
    cache.set('a', key);
    cache.set('b', key);
    cache.get('a');
    cache.set('c', key);
    expect(kept(cache, 'a', 'b', 'c')).toEqual(['a', 'c']);
  });

  it('forgets what it is told to forget', () => {
    const cache = new KeyCache(3);
    for (const stream of ['a', 'b', 'c']) cache.set(stream, key);
    cache.delete('b');
    expect(kept(cache, 'a', 'b', 'c')).toEqual(['a', 'c']);
    cache.clear();
    expect(kept(cache, 'a', 'b', 'c')).toEqual([]);
  });
});
