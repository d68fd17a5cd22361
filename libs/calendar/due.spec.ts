import { describe, expect, it } from '@jest/globals';
import { dueOf, type Limit, toText } from './index.js';
import { at, byDate, byHour, calendarDays, dueText, months, nation, pause, workingDays, workingHours } from './testing/facts.js';

describe('the golden vectors of the law reference', () => {
  it.each([
    ['24/11 is a holiday', '2026-11-20 09:00', 5, '2026-11-30 17:30', '2026-11-30 09:00'],
    ['online on a weekend', '2026-11-21 09:00', 3, '2026-11-26 17:30', '2026-11-26 17:30'],
    ['five days of break and a swap', '2025-04-29 15:30', 3, '2025-05-07 17:30', '2025-05-07 15:30'],
    ['a worked Saturday counts', '2025-04-24 10:00', 3, '2025-04-28 17:30', '2025-04-28 10:00'],
    ['the notices of 2027 are missing', '2026-12-31 08:00', 1, '2027-01-01 17:30?', '2027-01-01 08:00?'],
  ])('%s', (_, start, days, byDateDue, byHourDue) => {
    expect(dueText(byDate(start, workingDays(days)))).toBe(byDateDue);
    expect(dueText(byHour(start, workingDays(days)))).toBe(byHourDue);
  });
});

describe('Tết and the swaps', () => {
  it('nine days off in Tết 2026 move a date by nine days', () => {
    expect(dueText(byDate('2026-02-13 10:00', workingDays(1)))).toBe('2026-02-23 17:30');
    expect(dueText(byHour('2026-02-13 10:00', workingDays(1)))).toBe('2026-02-23 10:00');
    expect(dueText(byDate('2026-02-10 10:00', calendarDays(5)))).toBe('2026-02-23 17:30');
  });

  it('a Saturday that makes up for a Monday off counts as a working day', () => {
    expect(dueText(byDate('2026-08-21 10:00', workingDays(1)))).toBe('2026-08-22 17:30');
    expect(dueText(byDate('2026-08-28 10:00', workingDays(1)))).toBe('2026-09-03 17:30');
    expect(dueText(byDate('2024-04-26 10:00', workingDays(2)))).toBe('2024-05-03 17:30');
    expect(dueText(byDate('2024-05-03 10:00', workingDays(1)))).toBe('2024-05-04 17:30');
  });
});

describe('the start', () => {
  it.each([
    ['in a session', '2026-11-16 09:00', '2026-11-16 09:00'],
    ['before opening', '2026-11-16 06:00', '2026-11-16 07:30'],
    ['at the beginning of the break', '2026-11-16 11:30', '2026-11-16 13:30'],
    ['in the last minute', '2026-11-16 17:29:59', '2026-11-16 17:29'],
    ['at closing', '2026-11-16 17:30', '2026-11-17 07:30'],
    ['on Friday evening', '2026-11-20 20:00', '2026-11-23 07:30'],
    ['on a holiday', '2026-11-24 09:00', '2026-11-25 07:30'],
  ])('received %s', (_, start, from) => {
    expect(dueOf(nation, byHour(start, workingDays(1))).countedFrom).toBe(at(from));
  });

  it('is taken at its minute', () => {
    expect(dueText(byHour('2026-11-16 09:00:59', workingHours(1)))).toBe('2026-11-16 10:00');
  });
});

describe('the cut-off', () => {
  const sameDay = (start: string) => dueText(byDate(start, workingDays(0), { cutoff: '15:00' }));

  it('15:00 is in time to its last second, 15:01 is not', () => {
    expect(sameDay('2026-11-16 14:59')).toBe('2026-11-16 17:30');
    expect(sameDay('2026-11-16 15:00')).toBe('2026-11-16 17:30');
    expect(sameDay('2026-11-16 15:00:59')).toBe('2026-11-16 17:30');
    expect(sameDay('2026-11-16 15:01')).toBe('2026-11-17 17:30');
  });

  it('takes a receipt on a day off at the next opening, so that this day is the one not counted', () => {
    expect(sameDay('2026-11-21 09:00')).toBe('2026-11-23 17:30');
    expect(dueText(byDate('2026-11-21 09:00', workingDays(1)))).toBe('2026-11-23 17:30');
    expect(dueText(byDate('2026-11-21 09:00', workingDays(1), { cutoff: '15:00' }))).toBe('2026-11-25 17:30');
    expect(dueText(byDate('2026-11-20 15:01', workingDays(1), { cutoff: '15:00' }))).toBe('2026-11-25 17:30');
  });

  it('moves the beginning of hours', () => {
    expect(dueText(byHour('2026-11-16 15:01', workingHours(4), { cutoff: '15:00' }))).toBe('2026-11-17 11:30');
    expect(dueText(byHour('2026-11-16 15:00', workingHours(4), { cutoff: '15:00' }))).toBe('2026-11-17 09:00');
  });
});

describe('the end', () => {
  it('by the hour is the close of a session, never the next opening', () => {
    expect(dueText(byHour('2026-11-16 07:30', workingDays(1)))).toBe('2026-11-16 17:30');
    expect(dueText(byHour('2026-11-16 07:30', workingDays(0.5)))).toBe('2026-11-16 11:30');
    expect(dueText(byHour('2026-11-16 15:30', workingDays(0.25)))).toBe('2026-11-16 17:30');
    expect(dueText(byDate('2026-11-16 15:30', workingHours(2)))).toBe('2026-11-16 17:30');
  });

  it('of no days by date is the close of the first working day on which the receipt counts', () => {
    for (const none of [workingDays(0), calendarDays(0), months(0)]) {
      expect(dueText(byDate('2026-11-16 09:00', none))).toBe('2026-11-16 17:30');
      expect(dueText(byDate('2026-11-16 17:30', none))).toBe('2026-11-17 17:30');
      expect(dueText(byDate('2026-11-21 09:00', none))).toBe('2026-11-23 17:30');
    }
  });

  it('of no hours is the moment from which they would count', () => {
    expect(dueText(byHour('2026-11-16 09:00', workingHours(0)))).toBe('2026-11-16 09:00');
    expect(dueText(byHour('2026-11-16 18:00', workingHours(0)))).toBe('2026-11-17 07:30');
  });

  it('of calendar days and months rolls forward from a day off, under both policies', () => {
    for (const by of [byDate, byHour]) {
      expect(dueText(by('2026-11-11 09:00', calendarDays(10)))).toBe('2026-11-23 17:30');
      expect(dueText(by('2026-11-11 09:00', calendarDays(9)))).toBe('2026-11-20 17:30');
      expect(dueText(by('2026-10-24 09:00', months(1)))).toBe('2026-11-25 17:30');
      expect(dueText(by('2026-07-31 09:00', months(2)))).toBe('2026-09-30 17:30');
      expect(dueText(by('2024-01-31 09:00', months(1)))).toBe('2024-02-29 17:30');
      expect(dueText(by('2024-11-30 09:00', months(3)))).toBe('2025-02-28 17:30');
    }
  });
});

describe('a pause by date', () => {
  const three = (...gaps: ReturnType<typeof pause>[]) => dueText(byDate('2026-11-13 09:00', workingDays(3), { gaps }));

  it('moves the date by the closings at which the clock stands', () => {
    expect(three()).toBe('2026-11-18 17:30');
    expect(three(pause('2026-11-16 09:00', '2026-11-17 09:00'))).toBe('2026-11-19 17:30');
    expect(three(pause('2026-11-16 09:00', '2026-11-16 16:00'))).toBe('2026-11-18 17:30');
    expect(three(pause('2026-11-16 17:30', '2026-11-16 17:31'))).toBe('2026-11-19 17:30');
    expect(three(pause('2026-11-16 09:00', '2026-11-16 17:30'))).toBe('2026-11-18 17:30');
    expect(three(pause('2026-11-18 17:29', '2026-11-18 17:31'))).toBe('2026-11-19 17:30');
  });

  it('counts overlapping and adjoining gaps once, in any order', () => {
    const first = pause('2026-11-16 09:00', '2026-11-17 09:00');
    const second = pause('2026-11-16 10:00', '2026-11-17 08:00');
    const third = pause('2026-11-17 09:00', '2026-11-18 08:00');
    expect(three(third, second, first)).toBe('2026-11-20 17:30');
  });

  it('begun within the minute after the due instant changes nothing, ended then leaves the next day', () => {
    expect(three(pause('2026-11-18 17:30:01'))).toBe('2026-11-18 17:30');
    expect(three(pause('2026-11-18 09:00', '2026-11-18 17:30:20'))).toBe('2026-11-19 17:30');
  });

  it('that still stands leaves no date, unless the limit was used up before', () => {
    expect(three(pause('2026-11-18 17:30'))).toBe('open');
    expect(three(pause('2026-11-18 17:00'))).toBe('open');
    expect(three(pause('2026-11-19 00:00'))).toBe('2026-11-18 17:30');
  });

  it('takes days off into calendar days at the ordinary closing hour', () => {
    const ten = (from: string, to: string) => dueText(byDate('2026-11-03 09:00', calendarDays(10), { gaps: [pause(from, to)] }));
    expect(ten('2026-11-07 17:00', '2026-11-08 17:00')).toBe('2026-11-16 17:30');
    expect(ten('2026-11-07 17:31', '2026-11-08 17:00')).toBe('2026-11-13 17:30');
  });

  it('moves a month on by its days', () => {
    const month = (...gaps: ReturnType<typeof pause>[]) => dueText(byDate('2026-10-05 09:00', months(1), { gaps }));
    expect(month()).toBe('2026-11-05 17:30');
    expect(month(pause('2026-10-10 09:00', '2026-10-14 09:00'))).toBe('2026-11-09 17:30');
    expect(month(pause('2026-11-05 09:00', '2026-11-12 09:00'))).toBe('2026-11-12 17:30');
  });

  it('never lets the day it rolls to be one at whose close the clock stands', () => {
    const input = byDate('2026-11-11 09:00', calendarDays(10), { gaps: [pause('2026-11-23 10:00', '2026-11-24 10:00')] });
    expect(dueText(input)).toBe('2026-11-25 17:30');
  });
});

describe('a pause by the hour', () => {
  const day = (...gaps: ReturnType<typeof pause>[]) => dueText(byHour('2026-11-16 09:00', workingDays(1), { gaps }));

  it('takes out its working minutes', () => {
    expect(day(pause('2026-11-16 11:00', '2026-11-16 14:00'))).toBe('2026-11-17 10:00');
    expect(day(pause('2026-11-16 11:30', '2026-11-16 13:30'))).toBe('2026-11-17 09:00');
    expect(day(pause('2026-11-16 17:00', '2026-11-17 08:00'))).toBe('2026-11-17 10:00');
    expect(day(pause('2026-11-16 11:00:40', '2026-11-16 11:00:50'))).toBe('2026-11-17 09:00');
  });

  it('that still stands leaves no date, unless it begins when the limit is used up', () => {
    expect(day(pause('2026-11-17 08:59'))).toBe('open');
    expect(day(pause('2026-11-17 09:00'))).toBe('2026-11-17 09:00');
  });

  it('before the receipt has no effect', () => {
    expect(day(pause('2026-11-12 11:00', '2026-11-16 09:00'))).toBe('2026-11-17 09:00');
    expect(day(pause('2026-11-16 08:00', '2026-11-16 10:00'))).toBe('2026-11-17 10:00');
  });
});

describe('a provisional date', () => {
  it('crosses a decision that is not confirmed', () => {
    expect(dueText(byDate('2025-12-31 09:00', workingDays(1)))).toBe('2026-01-05 17:30?');
    expect(dueText(byDate('2026-01-09 09:00', workingDays(1)))).toBe('2026-01-10 17:30?');
    expect(dueText(byDate('2026-01-12 09:00', workingDays(1)))).toBe('2026-01-13 17:30');
  });

  it('reaches beyond the notices', () => {
    expect(dueText(byDate('2026-12-30 09:00', workingDays(1)))).toBe('2026-12-31 17:30');
    expect(dueText(byDate('2026-12-30 09:00', workingDays(2)))).toBe('2027-01-01 17:30?');
  });

  it('without a date tells of what was crossed so far', () => {
    expect(dueText(byDate('2025-12-30 09:00', workingDays(9), { gaps: [pause('2025-12-31 09:00')] }))).toBe('open');
    expect(dueText(byDate('2025-12-30 09:00', workingDays(9), { gaps: [pause('2026-01-05 09:00')] }))).toBe('open?');
  });
});

describe('a limit without a date', () => {
  const bad: [string, Limit][] = [
    ['negative', workingDays(-1)],
    ['not a number', workingHours(Number.NaN)],
    ['endless', workingHours(Number.POSITIVE_INFINITY)],
    ['absurd', workingDays(100_000)],
    ['half a day by date', workingDays(0.5)],
    ['half a month', months(0.5)],
    ['absurd in months', months(1e9)],
    ['absurd in calendar days', calendarDays(1e15)],
  ];

  it.each(bad)('is %s', (_, limit) => {
    expect(() => dueOf(nation, byDate('2026-11-16 09:00', limit))).toThrow(RangeError);
  });

  it('is refused with a start, a gap or a cut-off that is none', () => {
    const good = byDate('2026-11-16 09:00', workingDays(1));
    for (const start of [Number.NaN, at('1999-12-31 09:00'), at('2101-01-01 09:00')]) {
      expect(() => dueOf(nation, { ...good, start })).toThrow(RangeError);
    }
    expect(() => dueOf(nation, { ...good, gaps: [{ from: Number.NaN, to: null }] })).toThrow(RangeError);
    for (const cutoff of ['', '15', '24:00', '15:60', '15.00', '15:00:00']) {
      expect(() => dueOf(nation, { ...good, cutoff })).toThrow(RangeError);
    }
  });

  it('is none in the years 2000 and 2100, provided that the count ends there', () => {
    expect(toText(dueOf(nation, byDate('2000-01-03 09:00', workingDays(1))).dueAt ?? 0)).toBe('2000-01-04T17:30:00+07:00');
    expect(dueText(byDate('2100-12-29 09:00', workingDays(2)))).toBe('2100-12-31 17:30?');
    expect(() => dueText(byDate('2100-12-29 09:00', workingDays(3)))).toThrow(RangeError);
  });
});
