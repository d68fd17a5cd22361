import type { DayNumber } from './day.js';
import { dayOfMinute, MINUTES_A_DAY, type Minute, type Ms, minuteOf, msOf } from './instant.js';
import { minuteOfDay } from './sessions.js';
import { planOf, type WorkingCalendar } from './working-calendar.js';
import { openingOf, workingDayFrom } from './working-time.js';

/** Why counting begins where it does. */
export type StartCode =
  | 'in-session'
  | 'before-opening'
  | 'in-break'
  | 'after-closing'
  | 'day-off'
  | 'after-cutoff'
  | 'day-off-cutoff';

/** A receipt: the instant as which it is taken, and the first working minute from there on. */
export interface Receipt {
  readonly takenAt: Ms;
  readonly takenOn: DayNumber;
  readonly countedFrom: Minute;
  readonly code: StartCode;
}

/**
 * The instant as which a receipt at `at` is taken. With a `cutoff` ('15:00': the whole minute 15:00 is in time, 15:01 is
 * not), one after it, or on a day off, is taken at the opening of the next working day; every other is taken as it is.
 * Per procedure, never global (law reference §1.3, 5).
 * @throws RangeError on a bad cut-off, and outside 2000 to 2100.
 */
export const takenAt = (calendar: WorkingCalendar, at: Ms, cutoff?: string | null): Ms => {
  const minute = minuteOf(at);
  const day = dayOfMinute(minute);
  const isOff = planOf(calendar, day).minutes === 0;
  if (cutoff === undefined || cutoff === null) return at;
  const isLate = minute - day * MINUTES_A_DAY > minuteOfDay(cutoff);
  return isOff || isLate ? msOf(openingOf(calendar, workingDayFrom(calendar, day + 1, 1))) : at;
};

/**
 * The first working minute at or after `minute`: within a session that minute; before opening or in the break the next
 * session; after closing or on a day off the opening of the next working day (law reference §1.3, 4).
 */
export const firstWorkingMinute = (calendar: WorkingCalendar, minute: Minute): Minute => {
  const day = dayOfMinute(minute);
  for (const [open, close] of planOf(calendar, day).sessions) {
    const from = day * MINUTES_A_DAY + open;
    if (minute < day * MINUTES_A_DAY + close) return Math.max(minute, from);
  }
  return openingOf(calendar, workingDayFrom(calendar, day + 1, 1));
};

/** Both readings of a receipt together, with the rule that applied. */
export const receiptOf = (calendar: WorkingCalendar, at: Ms, cutoff?: string | null): Receipt => {
  const taken = takenAt(calendar, at, cutoff);
  const minute = minuteOf(taken);
  const countedFrom = firstWorkingMinute(calendar, minute);
  const code = taken === at ? placeOf(calendar, minute, countedFrom) : lateCode(calendar, at);
  return { takenAt: taken, takenOn: dayOfMinute(minute), countedFrom, code };
};

const lateCode = (calendar: WorkingCalendar, at: Ms): StartCode =>
  planOf(calendar, dayOfMinute(minuteOf(at))).minutes > 0 ? 'after-cutoff' : 'day-off-cutoff';

const placeOf = (calendar: WorkingCalendar, minute: Minute, countedFrom: Minute): StartCode => {
  const day = dayOfMinute(minute);
  if (minute === countedFrom) return 'in-session';
  if (planOf(calendar, day).minutes === 0) return 'day-off';
  if (minute < openingOf(calendar, day)) return 'before-opening';
  return dayOfMinute(countedFrom) === day ? 'in-break' : 'after-closing';
};
