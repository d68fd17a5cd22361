import { describe, expect, it } from '@jest/globals';
import type { Facts, Guard } from './definition.js';
import { holds } from './guards.js';

const yes: Guard = { fact: 'yes', equals: true };
const no: Guard = { fact: 'yes', equals: false };
const unknown: Guard = { fact: 'absent', equals: true };
const facts: Facts = { yes: true, amount: 5, colour: 'red' };
const missing = { missing: ['absent'] };

describe('a guard', () => {
  it.each<[Guard, boolean]>([
    [{ fact: 'colour', in: ['red', 'blue'] }, true],
    [{ fact: 'colour', in: ['blue'] }, false],
    [{ fact: 'amount', atLeast: 5 }, true],
    [{ fact: 'amount', moreThan: 5 }, false],
    [{ fact: 'amount', atMost: 5 }, true],
    [{ fact: 'amount', lessThan: 5 }, false],
    [{ fact: 'amount', equals: '5' }, false],
    [{ fact: 'amount', present: true }, true],
    [{ fact: 'absent', present: true }, false],
    [{ fact: 'absent', present: false }, true],
    [{ all: [] }, true],
    [{ any: [] }, false],
  ])('%j is %s', (guard, expected) => expect(holds(guard, facts)).toBe(expected));

  it('is neither true nor false where it compares an absent fact, and names the fact', () => {
    expect(holds(unknown, facts)).toEqual(missing);
    expect(holds({ not: unknown }, facts)).toEqual(missing);
    expect(holds({ fact: 'toString', equals: 'x' }, facts)).toEqual({ missing: ['toString'] });
  });

  it('is decided by what is known where that decides (Kleene)', () => {
    expect(holds({ all: [unknown, no] }, facts)).toBe(false);
    expect(holds({ all: [unknown, yes] }, facts)).toEqual(missing);
    expect(holds({ any: [unknown, yes] }, facts)).toBe(true);
    expect(holds({ any: [unknown, no] }, facts)).toEqual(missing);
    expect(holds({ not: { all: [unknown, no] } }, facts)).toBe(true);
    expect(holds({ all: [{ any: [unknown, yes] }, { not: no }] }, facts)).toBe(true);
  });

  it('names every missing fact once', () => {
    expect(holds({ all: [unknown, { fact: 'other', present: true }, unknown] }, facts)).toBe(false);
    expect(holds({ all: [unknown, unknown, { fact: 'b', equals: 1 }] }, facts)).toEqual({ missing: ['absent', 'b'] });
  });
});
