import { describe, expect, it } from '@jest/globals';
import { type Look, observed, type Sanity, sane } from './clock-sanity.js';

const MINUTE = 60_000;
const limits = { forwardMs: 2 * MINUTE, backwardMs: 2_000, stableMs: 30_000 };
const from = sane({ wall: 1_000_000, monotonic: 0 });
const look = (seconds: number, jump = 0): Look => ({ wall: 1_000_000 + seconds * 1_000 + jump, monotonic: seconds * 1_000 });
const seen = (...looks: Look[]): Sanity => looks.reduce((sanity, next) => observed(sanity, next, limits), from);

describe('the clock-sanity gate', () => {
  it('lets everything through while both clocks go alike', () => {
    expect(seen(look(1), look(2), look(3_600)).hold).toBeNull();
  });
  it('holds after a jump forward of hours', () => {
    expect(seen(look(1), look(2, 5 * 60 * MINUTE)).hold).toEqual({ jumpMs: 5 * 60 * MINUTE, until: 32_000 });
  });
  it('holds after a jump back', () => {
    expect(seen(look(1), look(2, -5_000)).hold?.jumpMs).toBe(-5_000);
  });
  it('takes no notice of the small steps of a time service', () => {
    expect(seen(look(1, 40), look(2, -40), look(3, 900)).hold).toBeNull();
  });
  it('finds a clock that creeps ahead in many small steps', () => {
    const creeping = Array.from({ length: 9 }, (_, i) => look(i + 1, (i + 1) * 20_000));
    expect(seen(...creeping).hold).not.toBeNull();
  });
  it('lets go when the clocks went alike for long enough', () => {
    const jumped = look(2, 60 * MINUTE);
    expect(seen(look(1), jumped, look(31, 60 * MINUTE)).hold).not.toBeNull();
    expect(seen(look(1), jumped, look(20, 60 * MINUTE), look(32, 60 * MINUTE)).hold).toBeNull();
  });
  it('waits anew after each further jump', () => {
    expect(seen(look(1), look(2, 60 * MINUTE), look(30)).hold?.until).toBe(60_000);
  });
});
