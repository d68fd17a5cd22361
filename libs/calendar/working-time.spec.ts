import { describe, expect, it } from '@jest/globals';
import {
  addWorkingMinutes,
  closeOf,
  fractionAt,
  isCountable,
  isWorkingDay,
  minutesOfLimit,
  nextWorkingDay,
  previousWorkingDay,
  takenAt,
  workingMinutes,
} from './index.js';
import { at, calendarDays, months, nation, pause, workingDays, workingHours } from './testing/facts.js';

describe('working minutes', () => {
  const between = (from: string, to: string) => workingMinutes(nation, at(from), at(to));

  it('count sessions, each instant at its minute', () => {
    expect(between('2026-11-16 00:00', '2026-11-17 00:00')).toBe(480);
    expect(between('2026-11-16 11:00', '2026-11-16 14:00')).toBe(60);
    expect(between('2026-11-16 09:00:59', '2026-11-16 09:01:00')).toBe(1);
    expect(between('2026-11-16 09:00:00', '2026-11-16 09:00:59')).toBe(0);
    expect(between('2026-02-13 17:30', '2026-02-23 07:30')).toBe(0);
    expect(between('2026-01-01 00:00', '2027-01-01 00:00')).toBe(249 * 480);
  });

  it('are none backwards', () => {
    expect(between('2026-11-17 09:00', '2026-11-16 09:00')).toBe(0);
  });

  it('added end at a close, not at the next opening', () => {
    const add = (from: string, minutes: number) => addWorkingMinutes(nation, at(from), minutes);
    expect(add('2026-11-16 07:30', 480)).toBe(at('2026-11-16 17:30'));
    expect(add('2026-11-16 07:30', 240)).toBe(at('2026-11-16 11:30'));
    expect(add('2026-11-16 07:30', 481)).toBe(at('2026-11-17 07:31'));
    expect(add('2026-11-21 09:00', 1)).toBe(at('2026-11-23 07:31'));
    expect(add('2026-11-21 09:00:30', 0)).toBe(at('2026-11-21 09:00'));
    for (const bad of [-1, 0.5, Number.NaN, 1e12]) expect(() => add('2026-11-16 07:30', bad)).toThrow(RangeError);
  });
});

describe('a working day', () => {
  it('is a weekday that is not off, or a Saturday that makes up for one', () => {
    expect(isWorkingDay(nation, '2026-11-23')).toBe(true);
    expect(isWorkingDay(nation, '2026-11-24')).toBe(false);
    expect(isWorkingDay(nation, '2026-11-21')).toBe(false);
    expect(isWorkingDay(nation, '2026-08-22')).toBe(true);
    expect(() => isWorkingDay(nation, '2026-02-30')).toThrow(RangeError);
    expect(isWorkingDay(nation, '2000-01-01')).toBe(false);
    expect(isWorkingDay(nation, '2100-12-31')).toBe(true);
    expect(() => isWorkingDay(nation, '1999-12-31')).toThrow(RangeError);
    expect(() => isWorkingDay(nation, '2101-01-01')).toThrow(RangeError);
  });

  it('has others after and before it', () => {
    expect(nextWorkingDay(nation, '2026-11-23')).toBe('2026-11-25');
    expect(nextWorkingDay(nation, '2026-02-13')).toBe('2026-02-23');
    expect(previousWorkingDay(nation, '2026-02-23')).toBe('2026-02-13');
    expect(previousWorkingDay(nation, '2026-08-23')).toBe('2026-08-22');
    expect(() => nextWorkingDay(nation, '2100-12-31')).toThrow(RangeError);
  });

  it('closes, a day off does not', () => {
    expect(closeOf(nation, '2026-11-23')).toBe(at('2026-11-23 17:30'));
    expect(closeOf(nation, '2026-11-24')).toBeNull();
  });
});

describe('a receipt', () => {
  it('without a cut-off is taken as it is', () => {
    for (const start of ['2026-11-16 09:00:30', '2026-11-21 09:00', '2026-11-16 20:00']) {
      expect(takenAt(nation, at(start))).toBe(at(start));
      expect(takenAt(nation, at(start), null)).toBe(at(start));
    }
  });

  it('in time is taken as it is, later or on a day off at the next opening', () => {
    const taken = (start: string) => takenAt(nation, at(start), '15:00');
    expect(taken('2026-11-16 06:00')).toBe(at('2026-11-16 06:00'));
    expect(taken('2026-11-16 15:00:59')).toBe(at('2026-11-16 15:00:59'));
    expect(taken('2026-11-16 15:01')).toBe(at('2026-11-17 07:30'));
    expect(taken('2026-11-23 15:01')).toBe(at('2026-11-25 07:30'));
    expect(taken('2026-11-21 06:00')).toBe(at('2026-11-23 07:30'));
  });
});

describe('a fraction of a limit', () => {
  it('is used up in working time', () => {
    const from = at('2026-11-16 07:30');
    const due = at('2026-11-20 17:30');
    expect(fractionAt(nation, from, due, [], 0.8)).toBe(at('2026-11-19 17:30'));
    expect(fractionAt(nation, from, due, [], 1)).toBe(due);
    expect(fractionAt(nation, from, due, [], 0)).toBe(from);
    expect(fractionAt(nation, at('2026-11-15 09:00'), due, [], 0)).toBe(at('2026-11-15 09:00'));
    expect(fractionAt(nation, from, due, [pause('2026-11-17 07:30', '2026-11-19 07:30')], 0.5)).toBe(at('2026-11-19 11:30'));
    expect(fractionAt(nation, from, due, [pause('2026-11-20 11:30')], 1)).toBe(at('2026-11-20 11:30'));
  });

  it('is rounded up to the minute and never lies after the due instant', () => {
    const from = at('2026-11-16 07:30');
    expect(fractionAt(nation, from, at('2026-11-16 07:33'), [], 0.8)).toBe(at('2026-11-16 07:33'));
    expect(fractionAt(nation, from, at('2026-11-16 09:10'), [], 0.07)).toBe(at('2026-11-16 07:37'));
    expect(fractionAt(nation, from, from - 1, [], 0.8)).toBe(from - 1);
    for (const bad of [-0.1, 1.1, Number.NaN]) expect(() => fractionAt(nation, from, from, [], bad)).toThrow(RangeError);
  });
});

describe('a limit', () => {
  it('in working time has nominal minutes', () => {
    expect(minutesOfLimit(workingDays(3))).toBe(1440);
    expect(minutesOfLimit(workingDays(0.5))).toBe(240);
    expect(minutesOfLimit(workingHours(8))).toBe(480);
    for (const limit of [calendarDays(3), months(1), workingDays(-1)]) expect(() => minutesOfLimit(limit)).toThrow(RangeError);
  });

  it('is countable when it is whole where days are counted', () => {
    expect(isCountable(workingDays(0.5), 'HOUR_EXACT')).toBe(true);
    expect(isCountable(workingDays(0.5), 'CIVIL_DATE')).toBe(false);
    expect(isCountable(workingHours(1.5), 'CIVIL_DATE')).toBe(true);
    expect(isCountable(calendarDays(0.5), 'HOUR_EXACT')).toBe(false);
    expect(isCountable(months(-1), 'CIVIL_DATE')).toBe(false);
    expect(isCountable(workingHours(Number.NaN), 'HOUR_EXACT')).toBe(false);
  });
});
