import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../refusal.js';
import { land, opinions } from '../testing/procedures.js';
import { severalResults } from '../testing/procedures-at-random.js';
import type { Transition } from './definition.js';
import { chosen, entriesOf, mandatoryLegs, reachable, resultAhead, stateAt, targetPath } from './statechart.js';

const options: Transition[] = [
  { guard: { fact: 'taxable', equals: true }, target: 'a', event: 'A' },
  { guard: { fact: 'urgent', equals: true }, target: 'b', event: 'B' },
  { target: 'c', event: 'C' },
];
const refusal = (facts: Record<string, boolean>, of = options): unknown => {
  try {
    return chosen(of, facts).target;
  } catch (error) {
    return error instanceof Refusal ? { code: error.code, ...error.facts } : error;
  }
};

describe('the alternatives of an action', () => {
  it('are tried in order, and the first whose guard holds is taken', () => {
    expect(refusal({ taxable: true })).toBe('a');
    expect(refusal({ taxable: false, urgent: true })).toBe('b');
    expect(refusal({ taxable: false, urgent: false })).toBe('c');
  });

  it('stop at an unknown fact: nothing is guessed', () => {
    expect(refusal({ urgent: true })).toEqual({ code: 'guard-not-satisfied', missing: ['taxable'] });
    expect(refusal({ taxable: false })).toEqual({ code: 'guard-not-satisfied', missing: ['urgent'] });
  });

  it('are refused without a missing fact where none holds', () => {
    expect(refusal({ taxable: false, urgent: false }, options.slice(0, 2))).toEqual({ code: 'guard-not-satisfied', missing: [] });
  });
});

describe('a statechart', () => {
  it('enters the first state of every leg of a parallel part', () => {
    expect(entriesOf(opinions, 'opinions').map((e) => e.path)).toEqual([
      'opinions.fire.review',
      'opinions.environment.review',
      'opinions.planning.review',
    ]);
    expect(entriesOf(opinions, 'opinions')[0]).toMatchObject({ portalStatus: 4, leg: { part: 'opinions', name: 'fire' } });
    expect(mandatoryLegs(opinions, 'opinions')).toEqual(['fire', 'environment', 'planning']);
  });

  it('names a target beside its source', () => {
    expect(targetPath('opinions.fire.review', 'done')).toBe('opinions.fire.done');
    expect(targetPath('received', 'opinions')).toBe('opinions');
    expect(stateAt(opinions, 'opinions.fire.done')).toEqual({ type: 'final' });
    expect(stateAt(opinions, 'opinions.nobody.done')).toBeUndefined();
  });

  it('knows what lies ahead, through legs and joins', () => {
    expect(reachable(opinions, ['opinions.fire.review']).has('decision')).toBe(true);
    expect(reachable(land, ['ready'])).toEqual(new Set(['ready', 'returned']));
    expect(resultAhead(land, ['certification'])).toBe(true);
    expect(resultAhead(land, ['ready'])).toBe(false);
    expect(resultAhead(severalResults, ['rest'])).toBe(true);
    expect(resultAhead(severalResults, ['rest.a.done'])).toBe(false);
    expect(resultAhead(severalResults, ['rest.a.done', 'rest.b.work'])).toBe(true);
  });
});
