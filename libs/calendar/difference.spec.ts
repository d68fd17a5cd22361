import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  type CalendarDefinition,
  compose,
  type DayDecision,
  explain,
  lastDifference,
  startOfDay,
  vnCivilService,
} from './index.js';
import { input, layers } from './testing/arbitraries.js';
import { deciding, nation } from './testing/facts.js';

const storm: DayDecision = { date: '2026-03-04', kind: 'off', reason: 'bão', source: 'CĐ 1', confirmed: true };
const resting = (...more: CalendarDefinition[]) => compose([vnCivilService, ...more], 'other');

describe('the last day on which two calendars differ', () => {
  it.each<[string, string | null, CalendarDefinition[]]>([
    ['is none when nothing was decided', null, [deciding('H99')]],
    ['is the day that was decided', '2026-03-04', [deciding('H99', storm)]],
    ['is the later of two', '2026-03-06', [deciding('H99', { ...storm, date: '2026-03-06' }, storm)]],
    [
      'is none when a layer above holds',
      null,
      [deciding('H99', { ...nationOn('2026-11-24'), kind: 'work' }), deciding('H99.01', nationOn('2026-11-24'))],
    ],
    ['is the day of another document', '2026-11-24', [deciding('H99', { ...nationOn('2026-11-24'), source: 'CĐ 2' })]],
    [
      'is a day that becomes certain or uncertain',
      '2026-11-24',
      [deciding('H99', { ...nationOn('2026-11-24'), confirmed: false })],
    ],
    ['is the end of the longer coverage', '2027-12-31', [{ ...deciding('H99'), coveredUntil: '2027-12-31' }]],
    [
      'has no end when the week is another',
      '2100-12-31',
      [{ ...deciding('H99'), week: { workingDays: ['mon'], sessions: [['08:00', '12:00']] } }],
    ],
  ])('%s', (_, last, more) => {
    expect(lastDifference(nation, resting(...more))).toBe(last);
    expect(lastDifference(resting(...more), nation)).toBe(last);
  });

  it('decides that what is counted from a later day on is the same under both', () => {
    fc.assert(
      fc.property(layers, layers, input, (these, others, clock) => {
        const [one, other] = [compose(these, 'r'), compose([...these, ...others.slice(1)], 'r')];
        const last = lastDifference(one, other);
        fc.pre(last !== '2100-12-31');
        const start = last === null ? clock.start : Math.max(clock.start, startOfDay(addDays(last, 1)));
        expect({ ...explain(other, { ...clock, start }), calendar: null }).toEqual({
          ...explain(one, { ...clock, start }),
          calendar: null,
        });
      }),
    );
  });
});

function nationOn(date: string): DayDecision {
  return vnCivilService.days.find((day) => day.date === date) as DayDecision;
}
