import { describe, expect, it } from '@jest/globals';
import { told } from '../testing/told.js';

describe('guards cover every case', () => {
  const guarded = (...conditions: unknown[]) =>
    told(
      (d) =>
        (d.states.check.on.conclude = conditions.map((guard, i) => ({
          guard,
          target: i === 0 ? 'payment' : 'opinions',
          event: `Found${i}`,
        }))),
    );
  const open = ['guards-not-exhaustive /states/check/on/conclude'];

  it('with both values of a boolean', () => {
    expect(guarded({ fact: 'due', equals: true }, { fact: 'due', equals: false })).toEqual([]);
    expect(guarded({ fact: 'due', equals: true }, { fact: 'due', present: false })).toEqual(open);
  });

  it('with every member of an enum', () => {
    expect(guarded({ fact: 'kind', equals: 'new' }, { fact: 'kind', in: ['renewal'] })).toEqual([]);
  });

  it('with both sides of a threshold, and not with a gap between two', () => {
    expect(guarded({ fact: 'amount', atLeast: 5 }, { fact: 'amount', lessThan: 5 })).toEqual([]);
    expect(guarded({ fact: 'amount', moreThan: 5 }, { not: { fact: 'amount', atLeast: 6 } })).toEqual([]);
    expect(guarded({ fact: 'amount', moreThan: 5 }, { fact: 'amount', lessThan: 5 })).toEqual(open);
  });

  it('over several facts at once', () => {
    const both = {
      all: [
        { fact: 'due', equals: true },
        { fact: 'kind', equals: 'new' },
      ],
    };
    expect(guarded(both, { not: both })).toEqual([]);
    expect(guarded(both, { any: [{ fact: 'due', equals: false }] })).toEqual(open);
  });
});
