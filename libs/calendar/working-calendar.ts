import { type Day, type DayNumber, dayNumber, weekdayOf } from './day.js';
import type { CalendarDefinition, DayDecision, Text, Weekday, WorkingWeek } from './definition.js';
import { MINUTES_A_DAY } from './instant.js';
import { minutesUntil, type Session, sessionsFrom } from './sessions.js';
import { summedUp, type WorkingSums } from './working-sums.js';

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
    sums: summedUp(
      week.map(({ minutes }) => minutes),
      ascending.map((day) => [day, decided.get(day)?.minutes ?? 0]),
    ),
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
  if (unknown !== undefined || workingDays.length === 0) throw new RangeError('a week without known working days');
  return WEEKDAYS.map((day) => plan(workingDays.includes(day) ? sessions : [], sessions, null));
};

const decidedPlan = (decision: DayDecision, ordinary: readonly Session[]): DayPlan => {
  const { kind, sessions } = decision;
  if (kind === 'off') {
    if (sessions !== undefined && sessions.length > 0) throw new RangeError(`${decision.date} is off, yet has sessions`);
    return plan([], ordinary, decision);
  }
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
