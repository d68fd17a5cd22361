import type { DayNumber } from './day.js';
import { openSince, type Standstill } from './gaps.js';
import { MINUTES_A_DAY, type Minute, type Ms, midnightOf, msOf } from './instant.js';
import { counts, type DayCode, type Listener, restCode, workCode } from './walk.js';
import { type DayPlan, planOf, type WorkingCalendar } from './working-calendar.js';

/** So many days from `first` on, days off among them or not. */
export interface DayCount {
  readonly first: DayNumber;
  readonly days: number;
  readonly everyDay: boolean;
}

/**
 * Counts days at whose close the clock runs (a day off closes at the ordinary hour), and answers the close of the last.
 * When that is a day off, of the next working day at whose close the clock runs (Civil Code 2015, arts. 147–148). With no
 * days to count it is the first such day from `first` on. Null when the clock stands for good before that.
 * @throws RangeError when 2100 ends first.
 */
export const countDays = (
  calendar: WorkingCalendar,
  { first, days, everyDay }: DayCount,
  stands: readonly Standstill[],
  tell: Listener,
): Minute | null => {
  const open = openSince(stands);
  let left = days;
  let next = 0;
  for (let day = first; midnightOf(day) < open; day += 1) {
    const plan = planOf(calendar, day);
    const close = day * MINUTES_A_DAY + plan.close;
    next = firstNotOver(stands, next, msOf(close));
    const isPaused = (stands[next]?.from ?? Number.POSITIVE_INFINITY) <= msOf(close);
    const code = codeOf(plan, isPaused, left, everyDay);
    const isCounted = counts(code);
    if (isCounted) left -= 1;
    tell(day, plan, code, isCounted ? plan.minutes : 0);
    if (left === 0 && plan.minutes > 0 && !isPaused) return close;
  }
  return null;
};

const firstNotOver = (stands: readonly Standstill[], from: number, at: Ms): number => {
  let next = from;
  for (let stand = stands[next]; stand !== undefined && stand.to <= at; stand = stands[next]) next += 1;
  return next;
};

const codeOf = (plan: DayPlan, isPaused: boolean, left: number, everyDay: boolean): DayCode => {
  if (left === 0) return plan.minutes > 0 && !isPaused ? 'due-day' : 'rolled-over';
  if (!everyDay && plan.minutes === 0) return restCode(plan);
  if (isPaused) return 'paused';
  return everyDay ? 'calendar-day' : workCode(plan);
};
