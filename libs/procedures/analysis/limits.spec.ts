import { describe, expect, it } from '@jest/globals';
import { type Draft, licence } from '../testing/licence.js';
import { told } from '../testing/told.js';
import { analyse } from './analyse.js';

describe('limits', () => {
  it('of excluded, paused and stopped states, and in calendar units, stand apart', () => {
    expect(told((d) => Object.assign(d.states.check, { clock: 'excluded', limit: { value: 90, unit: 'workingDay' } }))).toEqual(
      [],
    );
    expect(told((d) => (d.states.check.limit = { value: 90, unit: 'calendarDay' }))).toEqual([]);
  });

  it('of a parallel part are those of its longest mandatory leg', () => {
    const longer = (d: Draft) => (d.states.opinions.legs.police.states.review.limit.value = 3);
    expect(told(longer)).toEqual(['limits-exceed-time-limit /timeLimit']);
    expect(
      told((d) => {
        longer(d);
        d.states.opinions.legs.police.mandatory = false;
      }),
    ).toEqual([]);
  });

  it('name the path and its minutes', () => {
    const draft = licence();
    draft.timeLimit = { value: 63, unit: 'workingHour' };
    expect(analyse(draft).findings[0]).toMatchObject({
      total: 3840,
      allowed: 3780,
      unit: 'minutes',
      path: ['received', 'check', 'payment', 'opinions', 'decision'],
    });
  });

  it('in calendar days are added up among themselves', () => {
    const calendar = (d: Draft) => {
      d.timeLimit = { value: 5, unit: 'calendarDay' };
      d.states.check.limit = { value: 3, unit: 'calendarDay' };
    };
    expect(told(calendar)).toEqual([]);
    expect(
      told((d) => {
        calendar(d);
        d.states.decision.limit = { value: 3, unit: 'calendarDay' };
      }),
    ).toEqual(['limits-exceed-time-limit /timeLimit']);
  });
});
