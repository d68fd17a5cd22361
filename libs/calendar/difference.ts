import { type Day, type DayNumber, dayText } from './day.js';
import { type DayPlan, LAST_DAY, planOf, type WorkingCalendar } from './working-calendar.js';

/**
 * The last day on which two calendars are not of one mind: about its sessions, about the document that decided it, or about
 * whether it is certain. Whatever is counted from a later day on is the same under both. Null: never.
 */
export const lastDifference = (one: WorkingCalendar, other: WorkingCalendar): Day | null => {
  if (!sameWeek(one, other)) return dayText(LAST_DAY);
  const decided = [...one.decided.keys(), ...other.decided.keys()].filter(
    (day) => !samePlan(planOf(one, day), planOf(other, day)),
  );
  const last = Math.max(...decided, lastDoubt(one, other));
  return last === Number.NEGATIVE_INFINITY ? null : dayText(last);
};

const sameWeek = (one: WorkingCalendar, other: WorkingCalendar): boolean =>
  one.week.every((plan, weekday) => samePlan(plan, other.week[weekday] as DayPlan));

const samePlan = (one: DayPlan, other: DayPlan): boolean =>
  one === other ||
  JSON.stringify([one.sessions, one.close, one.decision]) === JSON.stringify([other.sessions, other.close, other.decision]);

/** The days between two ends of coverage are doubtful under one calendar only. */
const lastDoubt = ({ lastCovered: one }: WorkingCalendar, { lastCovered: other }: WorkingCalendar): DayNumber =>
  one === other ? Number.NEGATIVE_INFINITY : Math.min(Math.max(one, other), LAST_DAY);
