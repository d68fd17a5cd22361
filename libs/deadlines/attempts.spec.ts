import { describe, expect, it } from '@jest/globals';
import { Attempts } from './attempts.js';

describe('the attempts of the sweeper', () => {
  it('leave an alarm to the alarm clock for as long as the grace', () => {
    const attempts = new Attempts(() => 1_500);
    expect(attempts.isReady('a', 0, 0)).toBe(false);
    expect(attempts.isReady('a', 1_499, 1_499)).toBe(false);
    expect(attempts.isReady('a', 1_500, 1_500)).toBe(true);
  });
  it('count the grace on the monotonic clock too, for a sandbox stands still', () => {
    const attempts = new Attempts(() => 1_500);
    expect(attempts.isReady('a', 0, 0)).toBe(false);
    expect(attempts.isReady('a', 0, 1_500)).toBe(true);
  });
  it('let one that rang and still stands rest longer and longer', () => {
    const attempts = new Attempts(() => 0);
    const rests = [0, 1, 2].map((n) => {
      const at = n * 10_000_000;
      attempts.rang('stale', at);
      return [59_999, 60_000, 120_000, 240_000].find((wait) => attempts.isReady('stale', 0, at + wait));
    });
    expect(rests).toEqual([60_000, 120_000, 240_000]);
  });
  it('let one that failed come again soon', () => {
    const attempts = new Attempts(() => 0);
    attempts.failed('a', 0);
    expect([999, 1_000].map((at) => attempts.isReady('a', 0, at))).toEqual([false, true]);
    expect(attempts.hasRung('a', 0)).toBe(false);
  });
  it('forget what is due no longer', () => {
    const attempts = new Attempts(() => 0);
    attempts.rang('gone', 0);
    attempts.rang('stands', 0);
    attempts.keep(new Set(['stands']), 60_000);
    expect(attempts.size).toBe(1);
  });
});
