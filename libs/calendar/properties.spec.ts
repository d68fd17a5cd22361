import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addWorkingMinutes,
  type CalendarDefinition,
  type ClockInput,
  compose,
  dayOf,
  dueOf,
  explain,
  fractionAt,
  type Limit,
  takenAt,
  type WorkingCalendar,
  workingMinutes,
} from './index.js';
import { byMinutes, gap, input, instant, layers } from './testing/arbitraries.js';
import { oracleDue, oracleWorkingMinutes } from './testing/oracle.js';

const isNothing = ({ limit, policy }: ClockInput): boolean => policy === 'HOUR_EXACT' && limit.value === 0;
const calendarOf = (definitions: readonly CalendarDefinition[]): WorkingCalendar => compose(definitions, 'r1');
const due = (calendar: WorkingCalendar, clock: ClockInput): number => dueOf(calendar, clock).dueAt ?? Number.POSITIVE_INFINITY;
const isWorked = (calendar: WorkingCalendar, from: number): boolean => workingMinutes(calendar, from, from + 60_000) === 1;

describe('counting, for all calendars and clocks', () => {
  it('agrees with the oracle that goes minute by minute', () => {
    fc.assert(
      fc.property(layers, input, (definitions, clock) => {
        expect(dueOf(calendarOf(definitions), clock)).toEqual(oracleDue(definitions, clock));
      }),
      { numRuns: 600 },
    );
  });

  it('counts working minutes as the oracle does', () => {
    fc.assert(
      fc.property(layers, instant(60), instant(60), (definitions, from, to) => {
        expect(workingMinutes(calendarOf(definitions), from, to)).toBe(oracleWorkingMinutes(definitions, from, to));
      }),
      { numRuns: 300 },
    );
  });

  it('never lets a later start end earlier', () => {
    // A limit in months with a pause is apart: received on the 30th and on the 31st of January, both end with February.
    const clocks = input.filter(({ limit }) => limit.unit !== 'month');
    fc.assert(
      fc.property(layers, clocks, instant(45), (definitions, clock, other) => {
        const calendar = calendarOf(definitions);
        const [first, second] = [Math.min(clock.start, other), Math.max(clock.start, other)];
        expect(due(calendar, { ...clock, start: first })).toBeLessThanOrEqual(due(calendar, { ...clock, start: second }));
      }),
    );
  });

  it('never lets a longer limit end earlier', () => {
    fc.assert(
      fc.property(layers, input, fc.integer({ min: 0, max: 5 }), (definitions, clock, more) => {
        const calendar = calendarOf(definitions);
        const limit = { ...clock.limit, value: clock.limit.value + more };
        expect(due(calendar, clock)).toBeLessThanOrEqual(due(calendar, { ...clock, limit }));
      }),
    );
  });

  it('ends within a session or at its close, never while the clock stands', () => {
    fc.assert(
      fc.property(layers, input, (definitions, clock) => {
        const calendar = calendarOf(definitions);
        const { dueAt } = dueOf(calendar, clock);
        if (dueAt === null) return;
        // Nothing to use up ends in the minute in which the clock begins to run, everything else at the end of a minute.
        const endsAtOnce = isNothing(clock);
        expect(isWorked(calendar, endsAtOnce ? dueAt : dueAt - 60_000)).toBe(true);
        const now = endsAtOnce ? dueAt + 59_999 : dueAt;
        expect(clock.gaps?.some(({ from, to }) => from < dueAt && (to === null || now < to))).toBe(false);
      }),
    );
  });

  it('moves on by exactly the working time of a pause', () => {
    fc.assert(
      fc.property(layers, byMinutes, gap, (definitions, clock, pause) => {
        const calendar = calendarOf(definitions);
        const { dueAt: before } = dueOf(calendar, { ...clock, gaps: [] });
        const taken = takenAt(calendar, clock.start, clock.cutoff);
        if (before === null || isNothing(clock)) return;
        const after = dueOf(calendar, { ...clock, gaps: [pause] }).dueAt;
        const from = Math.max(pause.from, taken);
        const lost = pause.from < before ? workingMinutes(calendar, from, pause.to ?? from) : 0;
        expect(after).toBe(addWorkingMinutes(calendar, before, lost));
      }),
    );
  });

  it('is not moved by a pause that begins after the due instant', () => {
    fc.assert(
      fc.property(layers, input, fc.integer({ min: 1, max: 90 }), (definitions, clock, seconds) => {
        const calendar = calendarOf(definitions);
        const { dueAt } = dueOf(calendar, clock);
        if (dueAt === null || isNothing(clock)) return;
        const late = { from: dueAt + seconds * 1000, to: null };
        expect(dueOf(calendar, { ...clock, gaps: [...(clock.gaps ?? []), late] }).dueAt).toBe(dueAt);
      }),
    );
  });

  it('adds working minutes so that they can be counted back', () => {
    fc.assert(
      fc.property(layers, instant(60), fc.integer({ min: 1, max: 9000 }), (definitions, from, minutes) => {
        const calendar = calendarOf(definitions);
        const to = addWorkingMinutes(calendar, from, minutes);
        expect(workingMinutes(calendar, from, to)).toBe(minutes);
        expect(isWorked(calendar, to - 60_000)).toBe(true);
      }),
    );
  });
});

describe('an explanation, for all calendars and clocks', () => {
  it('has the date, adds up to the limit and says whether it is certain', () => {
    fc.assert(
      fc.property(layers, input, (definitions, clock) => {
        const calendar = calendarOf(definitions);
        const { days, pauses, ...explanation } = explain(calendar, clock);
        expect(explanation).toMatchObject(dueOf(calendar, clock));
        expect(days.map(({ date }) => date)).toEqual([...new Set(days.map(({ date }) => date))].sort());
        expect(explanation.provisional).toBe(days.some(({ confirmed }) => !confirmed));
        if (explanation.dueAt === null) return;
        const { value, unit } = clock.limit;
        const minutes = days.reduce((sum, day) => sum + day.minutes, 0);
        const counted = days.filter((day) => day.counted).length;
        const paused = pauses.reduce((sum, pause) => sum + (pause.workingMinutes ?? Number.NaN), 0);
        expect(days.at(-1)?.date).toBe(dayOf(explanation.dueAt));
        if (unit === 'workingHour') expect(minutes).toBe(value * 60);
        else if (clock.policy === 'HOUR_EXACT') expect(minutes).toBe(Math.round(value * calendar.dayMinutes));
        else if (unit !== 'month') expect(counted).toBe(value);
        if (clock.policy === 'HOUR_EXACT') {
          expect(workingMinutes(calendar, explanation.countedFrom, explanation.dueAt)).toBe(minutes + paused);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a fraction of a limit, for all calendars and clocks', () => {
  it('is the due instant of that fraction', () => {
    fc.assert(
      fc.property(layers, byMinutes, fc.constantFrom(0.01, 0.5, 0.8, 1), (definitions, clock, fraction) => {
        const calendar = calendarOf(definitions);
        const { dueAt, countedFrom } = dueOf(calendar, clock);
        if (dueAt === null || isNothing(clock)) return;
        const minutes = explain(calendar, clock).days.reduce((sum, day) => sum + day.minutes, 0);
        const limit: Limit = { value: Math.ceil(minutes * fraction - 1e-9) / 60, unit: 'workingHour' };
        expect(fractionAt(calendar, countedFrom, dueAt, clock.gaps ?? [], fraction)).toBe(due(calendar, { ...clock, limit }));
      }),
    );
  });

  it('lies between start and due, and a greater one later', () => {
    fc.assert(
      fc.property(layers, input, (definitions, clock) => {
        const calendar = calendarOf(definitions);
        const { dueAt, countedFrom } = dueOf(calendar, clock);
        if (dueAt === null) return;
        const instants = [0, 0.5, 0.8, 1].map((part) => fractionAt(calendar, countedFrom, dueAt, clock.gaps ?? [], part));
        expect([countedFrom, ...instants, dueAt]).toEqual([countedFrom, ...instants, dueAt].sort((a, b) => a - b));
      }),
    );
  });
});
