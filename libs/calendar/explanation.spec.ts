import { describe, expect, it } from '@jest/globals';
import { type ClockInput, dueOf, explain } from './index.js';
import { at, byDate, byHour, calendarDays, nation, pause, workingDays, workingHours } from './testing/facts.js';

/** 'date code minutes', with a + before the counted days. */
const told = (input: ClockInput): string[] =>
  explain(nation, input).days.map((day) => `${day.counted ? '+' : ' '}${day.date.slice(5)} ${day.why.code} ${day.minutes}`);

describe('an explanation', () => {
  it('tells every day from the receipt to the due day, by date', () => {
    expect(told(byDate('2026-11-20 09:00', workingDays(3)))).toEqual([
      ' 11-20 receipt-day 0',
      ' 11-21 weekly-rest 0',
      ' 11-22 weekly-rest 0',
      '+11-23 working-day 480',
      ' 11-24 day-off 0',
      '+11-25 working-day 480',
      '+11-26 working-day 480',
    ]);
  });

  it('tells the minutes of every day, by the hour', () => {
    const gaps = [pause('2026-11-17 08:30', '2026-11-17 09:00'), pause('2026-11-18 07:00', '2026-11-19 07:30')];
    expect(told(byHour('2026-11-16 18:00', workingDays(1.5), { gaps }))).toEqual([
      ' 11-16 after-closing 0',
      '+11-17 working-day 450',
      ' 11-18 paused 0',
      '+11-19 working-day 270',
    ]);
  });

  it('tells the cut-off, the pauses and the roll of the last day', () => {
    const gaps = [pause('2026-11-17 09:00', '2026-11-18 09:00')];
    expect(told(byDate('2026-11-13 15:01', calendarDays(4), { cutoff: '15:00', gaps }))).toEqual([
      ' 11-13 after-cutoff 0',
      ' 11-14 weekly-rest 0',
      ' 11-15 weekly-rest 0',
      ' 11-16 receipt-day 0',
      ' 11-17 paused 0',
      '+11-18 calendar-day 480',
      '+11-19 calendar-day 480',
      '+11-20 calendar-day 480',
      '+11-21 calendar-day 0',
      ' 11-22 rolled-over 0',
      ' 11-23 due-day 0',
    ]);
  });

  it('tells limits of nothing', () => {
    expect(told(byDate('2026-11-21 09:00', workingDays(0)))).toEqual([
      ' 11-21 weekly-rest 0',
      ' 11-22 weekly-rest 0',
      ' 11-23 due-day 0',
    ]);
    expect(told(byHour('2026-11-16 09:00', workingHours(0)))).toEqual([' 11-16 due-day 0']);
  });

  it('names the day as which an opened Saturday counts, with its document', () => {
    const [, saturday] = explain(nation, byDate('2026-08-21 09:00', workingDays(1))).days;
    expect(saturday).toEqual({
      date: '2026-08-22',
      counted: true,
      minutes: 480,
      why: {
        code: 'opened-day',
        vi: 'Tính: ngày làm việc theo quyết định (Làm bù ngày 31/8)',
        en: 'Counted: working day by decision (Làm bù ngày 31/8)',
      },
      source: '9441/TB-BNV',
      confirmed: true,
    });
  });

  it('marks the days that make it provisional', () => {
    const unsure = explain(nation, byDate('2025-12-31 09:00', workingDays(1)));
    expect(unsure.provisional).toBe(true);
    expect(unsure.days.filter(({ confirmed }) => !confirmed).map(({ date }) => date)).toEqual(['2026-01-02']);
    const uncovered = explain(nation, byDate('2026-12-31 09:00', workingDays(1)));
    expect(uncovered.days.filter(({ confirmed }) => !confirmed).map(({ date }) => date)).toEqual(['2027-01-01']);
  });

  it('lists pauses from the receipt on, overlaps once, each with its reason and its working minutes', () => {
    const gaps = [
      { ...pause('2026-11-17 09:00', '2026-11-17 15:00'), reason: 'excluded-step' },
      pause('2026-11-16 08:00', '2026-11-17 10:00'),
      pause('2026-11-30 08:00', '2026-11-30 10:00'),
    ];
    const { pauses, dueAt } = explain(nation, byHour('2026-11-16 09:00', workingDays(1), { gaps }));
    expect(pauses).toEqual([
      { from: at('2026-11-16 09:00'), to: at('2026-11-17 10:00'), reason: 'supplement', workingMinutes: 540 },
      { from: at('2026-11-17 10:00'), to: at('2026-11-17 15:00'), reason: 'excluded-step', workingMinutes: 180 },
    ]);
    expect(dueAt).toBe(at('2026-11-18 15:00'));
  });

  it('without a date goes as far as the clock ran', () => {
    const input = byDate('2026-11-16 09:00', workingDays(5), { gaps: [{ from: at('2026-11-18 09:00'), to: null }] });
    expect(told(input)).toEqual([' 11-16 receipt-day 0', '+11-17 working-day 480', ' 11-18 paused 0']);
    expect(explain(nation, input)).toMatchObject({
      dueAt: null,
      pauses: [{ from: at('2026-11-18 09:00'), to: null, reason: null, workingMinutes: null }],
    });
  });

  it('leaves out a day that begins with a pause for good, and a pause that begins when the limit is used up', () => {
    for (const by of [byDate, byHour]) {
      const input = by('2025-12-31 09:00', workingDays(5), { gaps: [pause('2026-01-02 00:00')] });
      const { days, provisional } = explain(nation, input);
      expect(days.at(-1)?.date).toBe('2026-01-01');
      expect(provisional).toBe(false);
    }
    expect(told(byDate('2026-11-21 09:00', workingDays(0), { gaps: [pause('2026-11-22 00:00')] }))).toEqual([
      ' 11-21 weekly-rest 0',
    ]);
    const gaps = [pause('2026-11-17 09:00')];
    expect(explain(nation, byHour('2026-11-16 09:00', workingDays(1), { gaps })).pauses).toEqual([]);
  });

  it('carries what it was computed from', () => {
    const input = byDate('2026-11-21 09:00', workingDays(3), { cutoff: '15:00' });
    const { days, ...rest } = explain(nation, input);
    expect(days).toHaveLength(7);
    expect(rest).toEqual({
      start: input.start,
      takenAt: at('2026-11-23 07:30'),
      countedFrom: at('2026-11-23 07:30'),
      limit: workingDays(3),
      policy: 'CIVIL_DATE',
      cutoff: '15:00',
      startRule: {
        code: 'day-off-cutoff',
        vi: 'Tiếp nhận vào ngày nghỉ: coi như tiếp nhận vào đầu ngày làm việc kế tiếp',
        en: 'Received on a day off: taken as received at the opening of the next working day',
      },
      pauses: [],
      dueAt: dueOf(nation, input).dueAt,
      provisional: false,
      calendar: 'vn-civil-service',
      calendarRevision: 'vn-civil-service@1',
    });
  });

  it.each([
    ['in-session', '2026-11-16 09:00', null],
    ['before-opening', '2026-11-16 06:00', null],
    ['in-break', '2026-11-16 12:00', null],
    ['after-closing', '2026-11-16 17:30', null],
    ['day-off', '2026-11-24 09:00', null],
    ['in-session', '2026-11-16 15:00', '15:00'],
    ['after-cutoff', '2026-11-16 15:01', '15:00'],
    ['day-off-cutoff', '2026-11-24 09:00', '15:00'],
  ])('names the rule of the start: %s', (code, start, cutoff) => {
    expect(explain(nation, byHour(start, workingDays(1), { cutoff })).startRule.code).toBe(code);
  });
});
