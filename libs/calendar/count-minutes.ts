import { openSince, type Standstill } from './gaps.js';
import { dayOfMinute, MINUTES_A_DAY, type Minute, midnightOf, minuteOf } from './instant.js';
import { type Listener, nobody, restCode, workCode } from './walk.js';
import { type DayPlan, planOf, type WorkingCalendar } from './working-calendar.js';

/** What is left of a limit while it is used up. */
interface Purse {
  left: number;
  /** The first standstill that is not over yet. */
  stand: number;
  /** The end of the last minute, once nothing is left. */
  spentAt: Minute | null;
}

/**
 * Uses up `minutes` of running working time from `from` on, and answers the end of the last one: 17:30, never the next
 * 07:30. No minutes are used up at the first minute that runs. Null when the clock stands for good before that.
 * @throws RangeError when 2100 ends first.
 */
export const useUp = (
  calendar: WorkingCalendar,
  from: Minute,
  minutes: number,
  stands: readonly Standstill[],
  tell: Listener = nobody,
): Minute | null => {
  const purse: Purse = { left: minutes, stand: 0, spentAt: null };
  const open = openSince(stands);
  for (let day = dayOfMinute(from); midnightOf(day) < open; day += 1) {
    const plan = planOf(calendar, day);
    const spent = useDay(plan, day * MINUTES_A_DAY, from, stands, purse);
    tell(day, plan, codeOf(plan, spent, purse), spent);
    if (purse.spentAt !== null) return purse.spentAt;
  }
  return null;
};

/** Uses up what runs of one day, and answers how many minutes that was. */
const useDay = (plan: DayPlan, midnight: Minute, from: Minute, stands: readonly Standstill[], purse: Purse): number => {
  const before = purse.left;
  for (const [open, close] of plan.sessions) {
    useSession(Math.max(midnight + open, from), midnight + close, stands, purse);
    if (purse.spentAt !== null) break;
  }
  return before - purse.left;
};

const useSession = (opening: Minute, close: Minute, stands: readonly Standstill[], purse: Purse): void => {
  let at = opening;
  while (at < close && purse.spentAt === null) {
    const stand = stands[purse.stand];
    const standsFrom = stand === undefined ? close : minuteOf(stand.from);
    const standsTo = stand === undefined ? close : minuteOf(stand.to);
    if (standsTo <= at) {
      purse.stand += 1;
    } else if (standsFrom <= at) {
      at = standsTo;
    } else {
      at = useStretch(at, Math.min(standsFrom, close), purse);
    }
  }
};

/** A stretch in which the clock runs throughout. */
const useStretch = (from: Minute, to: Minute, purse: Purse): Minute => {
  const used = Math.min(purse.left, to - from);
  purse.left -= used;
  if (purse.left === 0) purse.spentAt = from + used;
  return to;
};

const codeOf = (plan: DayPlan, spent: number, purse: Purse) => {
  if (plan.minutes === 0) return restCode(plan);
  if (spent > 0) return workCode(plan);
  return purse.spentAt === null ? 'paused' : 'due-day';
};
