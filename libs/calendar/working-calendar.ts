import { type Day, type DayNumber, dayNumber, weekdayOf } from './day.js';
import type { CalendarDefinition, DayDecision, Text, Weekday, WorkingWeek } from './definition.js';
import { MINUTES_A_DAY } from './instant.js';
import { minutesUntil, type Session, sessionsFrom } from './sessions.js';

/** One day as the calendar has it. A day off has no sessions, and closes at the ordinary hour. */
export interface DayPlan {
  readonly sessions: readonly Session[];
  /** Working minutes; 0 on a day off. */
  readonly minutes: number;
  /** Minute of the day at which the last session closes. */
  readonly close: number;
  /** Null on the days that the week alone decides. */
  readonly decision: DayDecision | null;
}

/** All layers of a calendar put together at one revision, indexed. Immutable; made by `compose`, read by the functions. */
export interface WorkingCalendar {
  readonly id: string;
  readonly revision: string;
  readonly name: Text;
  /** Null: no layer says how far it reaches, and no date is provisional for that. */
  readonly coveredUntil: Day | null;
  /** The same as a number; Infinity for null. */
  readonly lastCovered: DayNumber;
  /** Minutes of an ordinary working day: what `1 workingDay` is worth under HOUR_EXACT. */
  readonly dayMinutes: number;
  /** Monday first. */
  readonly week: readonly DayPlan[];
  readonly decided: ReadonlyMap<DayNumber, DayPlan>;
  /** The days whose deciding layer has not confirmed them, ascending. */
  readonly unconfirmed: readonly DayNumber[];
  readonly sums: WorkingSums;
}

/**
 * Prefix sums of working minutes per day, in the space of the decisions: the week repeats, so only what the decided days
 * add to it or take from it is summed up. A few kilobytes a calendar, however many years.
 */
interface WorkingSums {
  /** Minutes of the ordinary week before Monday, Tuesday … and, last, of the whole week. */
  readonly week: readonly number[];
  /** Decided days, ascending. */
  readonly days: readonly DayNumber[];
  /** `differences[n]`: what the first n decided days differ from the ordinary week, in minutes. */
  readonly differences: readonly number[];
}

const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const FIRST_DAY = dayNumber('2000-01-01');
export const LAST_DAY = dayNumber('2100-12-31');

/**
 * Puts layers together, the nation first and the most specific last: per date the last layer that decides it holds; week
 * and coverage are those of the most specific layer that has one; `id` and `name` are the last layer's.
 * @throws RangeError when a layer is malformed, none has a week, or a date is decided twice in one layer.
 */
export const compose = (layers: readonly CalendarDefinition[], revision: string): WorkingCalendar => {
  const top = layers.at(-1);
  const ordinary = layers.findLast((layer) => layer.week !== undefined)?.week;
  if (top === undefined || ordinary === undefined) throw new RangeError('a calendar needs a layer with a week');
  const sessions = sessionsFrom(ordinary.sessions);
  const week = plannedWeek(ordinary, sessions);
  const decided = new Map([...decisionsOf(layers)].map(([day, made]) => [day, decidedPlan(made, sessions)]));
  const coveredUntil = layers.findLast((layer) => layer.coveredUntil !== undefined)?.coveredUntil ?? null;
  const ascending = [...decided.keys()].sort((a, b) => a - b);
  return {
    id: top.id,
    revision,
    name: top.name,
    coveredUntil,
    lastCovered: coveredUntil === null ? Number.POSITIVE_INFINITY : dayNumber(coveredUntil),
    dayMinutes: minutesUntil(sessions, MINUTES_A_DAY),
    week,
    decided,
    unconfirmed: ascending.filter((day) => decided.get(day)?.decision?.confirmed === false),
    sums: summedUp(week, ascending, decided),
  };
};

const plan = (sessions: readonly Session[], ordinary: readonly Session[], decision: DayDecision | null): DayPlan => ({
  sessions,
  minutes: minutesUntil(sessions, MINUTES_A_DAY),
  close: (sessions.at(-1) ?? ordinary.at(-1) ?? [0, 0])[1],
  decision,
});

const plannedWeek = ({ workingDays }: WorkingWeek, sessions: readonly Session[]): DayPlan[] => {
  const unknown = workingDays.find((day) => !WEEKDAYS.includes(day));
  if (unknown !== undefined || workingDays.length === 0) throw new RangeError(`a week without known working days`);
  return WEEKDAYS.map((day) => plan(workingDays.includes(day) ? sessions : [], sessions, null));
};

const decidedPlan = (decision: DayDecision, ordinary: readonly Session[]): DayPlan => {
  const { kind, sessions } = decision;
  if (kind === 'off') return plan([], ordinary, decision);
  if (sessions !== undefined) return plan(sessionsFrom(sessions), ordinary, decision);
  return plan(kind === 'half' ? ordinary.slice(0, 1) : ordinary, ordinary, decision);
};

const decisionsOf = (layers: readonly CalendarDefinition[]): Map<DayNumber, DayDecision> => {
  const decisions = new Map<DayNumber, DayDecision>();
  for (const layer of layers) {
    if (new Set(layer.days.map(({ date }) => date)).size !== layer.days.length) {
      throw new RangeError(`${layer.id} decides a date twice`);
    }
    for (const decision of layer.days) decisions.set(checkedDay(dayNumber(decision.date)), decision);
  }
  return decisions;
};

const summedUp = (
  week: readonly DayPlan[],
  days: readonly DayNumber[],
  decided: ReadonlyMap<DayNumber, DayPlan>,
): WorkingSums => {
  const ordinary = week.map(({ minutes }) => minutes);
  const differences = days.map((day) => (decided.get(day)?.minutes ?? 0) - (ordinary[weekdayOf(day)] ?? 0));
  return { week: prefixSums(ordinary), days, differences: prefixSums(differences) };
};

const prefixSums = (values: readonly number[]): number[] => {
  const sums = [0];
  let sum = 0;
  for (const value of values) sums.push((sum += value));
  return sums;
};

/** @throws RangeError outside 2000 to 2100, which also ends every count that would never end. */
const checkedDay = (day: DayNumber): DayNumber => {
  if (day >= FIRST_DAY && day <= LAST_DAY) return day;
  throw new RangeError('beyond the calendar, which reaches from 2000 to 2100');
};

/** The plan of a day. @throws RangeError outside 2000 to 2100. */
export const planOf = (calendar: WorkingCalendar, day: DayNumber): DayPlan =>
  calendar.decided.get(checkedDay(day)) ?? (calendar.week[weekdayOf(day)] as DayPlan);

/** Whether the notices do not reach `day`, or the decision about it is not confirmed. */
export const isUncertain = (calendar: WorkingCalendar, day: DayNumber): boolean =>
  day > calendar.lastCovered || calendar.decided.get(day)?.decision?.confirmed === false;

/** Working minutes from some fixed Monday up to the beginning of `day`: only differences of two such sums mean something. */
export const minutesBefore = ({ sums }: WorkingCalendar, day: DayNumber): number => {
  const weekday = weekdayOf(day);
  const weeks = (day - weekday + 3) / 7;
  const ordinary = weeks * (sums.week[7] as number) + (sums.week[weekday] as number);
  return ordinary + (sums.differences[countBefore(sums.days, day)] as number);
};

/** How many of the ascending `days` lie before `day`. */
const countBefore = (days: readonly DayNumber[], day: DayNumber): number => {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] as number) < day) low = middle + 1;
    else high = middle;
  }
  return low;
};
