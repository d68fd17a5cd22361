import fc from 'fast-check';
import {
  type CalendarDefinition,
  type ClockInput,
  type DayDecision,
  dayOf,
  type Gap,
  type Limit,
  type SessionText,
  toMs,
  vnCivilService,
} from '../index.js';

/** Clocks start around Tết 2026, where days off, swaps and unconfirmed days lie close together; the notices end with 2026. */
const FROM = toMs('2025-12-26T00:00:00+07:00');
const DAY = 86_400_000;

const sessions: fc.Arbitrary<SessionText[]> = fc.constantFrom<SessionText[][]>(
  [
    ['07:30', '11:30'],
    ['13:30', '17:30'],
  ],
  [
    ['07:00', '11:30'],
    ['13:00', '16:30'],
  ],
  [['08:00', '15:00']],
  [
    ['00:00', '02:00'],
    ['22:00', '23:59'],
  ],
);

const decision: fc.Arbitrary<DayDecision> = fc.record({
  date: fc.integer({ min: 0, max: 70 }).map((n) => dayOf(FROM + n * DAY)),
  kind: fc.constantFrom('off' as const, 'work' as const, 'half' as const),
  reason: fc.constant('một lý do'),
  source: fc.constant('một văn bản'),
  confirmed: fc.boolean(),
});

const layer: fc.Arbitrary<CalendarDefinition> = fc
  .record({
    days: fc.uniqueArray(decision, { maxLength: 12, selector: ({ date }) => date }),
    own: fc.option(sessions, { nil: undefined, freq: 2 }),
    week: fc.option(sessions, { nil: undefined, freq: 3 }),
  })
  .map(({ days, own, week }) => ({
    id: 'layer',
    name: { vi: 'Lớp', en: 'Layer' },
    week: week && { workingDays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], sessions: week },
    days: own ? days.map((day) => (day.kind === 'off' ? day : { ...day, sessions: own })) : days,
  }));

export const layers: fc.Arbitrary<CalendarDefinition[]> = fc
  .array(layer, { maxLength: 3 })
  .map((more) => [vnCivilService, ...more]);

/** Any second, and often one at or beside an opening, a closing or the cut-off. */
export const instant = (days: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: days * 86_400 }).map((second) => FROM + second * 1000),
    fc
      .tuple(fc.integer({ min: 0, max: days }), fc.constantFrom(450, 690, 810, 900, 1050), fc.integer({ min: -61, max: 61 }))
      .map(([day, minute, seconds]) => FROM + day * DAY + minute * 60_000 + seconds * 1000),
  );

export const gap: fc.Arbitrary<Gap> = fc
  .tuple(instant(60), fc.oneof(fc.integer({ min: 0, max: 12 * 86_400 }), fc.constantFrom(0, 1, 30, 60, 86_400)))
  .map(([from, seconds]) => ({ from, to: from + seconds * 1000, reason: 'supplement' }));
const openGap: fc.Arbitrary<Gap> = instant(60).map((from) => ({ from, to: null }));
const closedGaps = fc.array(gap, { maxLength: 4 });
const gaps = fc.oneof(
  { weight: 4, arbitrary: closedGaps },
  { weight: 1, arbitrary: fc.tuple(openGap, closedGaps).map(([a, b]) => [a, ...b]) },
);

const minutesLimit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ value: fc.integer({ min: 0, max: 40 }).map((n) => n / 4), unit: fc.constant('workingDay' as const) }),
  fc.record({ value: fc.integer({ min: 0, max: 240 }).map((n) => n / 4), unit: fc.constant('workingHour' as const) }),
);
const daysLimit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ value: fc.integer({ min: 0, max: 15 }), unit: fc.constantFrom('workingDay' as const, 'calendarDay' as const) }),
  fc.record({ value: fc.integer({ min: 0, max: 3 }), unit: fc.constant('month' as const) }),
);
const cutoff = fc.constantFrom(null, null, '15:00', '11:30');
const start = instant(45);

export const byMinutes: fc.Arbitrary<ClockInput> = fc.record({
  start,
  limit: minutesLimit,
  policy: fc.constant('HOUR_EXACT' as const),
  cutoff,
  gaps,
});
const byDays: fc.Arbitrary<ClockInput> = fc.record({
  start,
  limit: daysLimit,
  policy: fc.constant('CIVIL_DATE' as const),
  cutoff,
  gaps,
});
export const input = fc.oneof(byMinutes, byDays);
