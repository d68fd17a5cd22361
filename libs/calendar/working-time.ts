import { type Day, type DayNumber, dayNumber, dayText } from './day.js';
import { dayOfMinute, MINUTES_A_DAY, type Minute, type Ms, midnightOf, minuteOf, msOf } from './instant.js';
import { minutesUntil } from './sessions.js';
import { LAST_DAY, planOf, type WorkingCalendar } from './working-calendar.js';
import { minutesBefore } from './working-sums.js';

/** Whether anything is worked on `day`. @throws RangeError on a bad day, or outside 2000 to 2100. */
export const isWorkingDay = (calendar: WorkingCalendar, day: Day): boolean => planOf(calendar, dayNumber(day)).minutes > 0;

/** The first working day after `day`, itself not among them. @throws RangeError on a bad day, or when 2100 ends first. */
export const nextWorkingDay = (calendar: WorkingCalendar, day: Day): Day =>
  dayText(workingDayFrom(calendar, dayNumber(day) + 1, 1));

/** The last working day before `day`, itself not among them. @throws RangeError on a bad day, or before 2000. */
export const previousWorkingDay = (calendar: WorkingCalendar, day: Day): Day =>
  dayText(workingDayFrom(calendar, dayNumber(day) - 1, -1));

/** The first working day at or after (`step` 1), or at or before (-1), `day`. */
export const workingDayFrom = (calendar: WorkingCalendar, day: DayNumber, step: 1 | -1): DayNumber => {
  let found = day;
  while (planOf(calendar, found).minutes === 0) found += step;
  return found;
};

/** The instant at which the last session of `day` closes; null on a day off. @throws RangeError as `isWorkingDay`. */
export const closeOf = (calendar: WorkingCalendar, day: Day): Ms | null => {
  const number = dayNumber(day);
  return planOf(calendar, number).minutes > 0 ? closeMs(calendar, number) : null;
};

/** The instant of closing: a day off closes at the ordinary hour. */
export const closeMs = (calendar: WorkingCalendar, day: DayNumber): Ms => midnightOf(day) + planOf(calendar, day).close * 60_000;

/** The minute at which a working day opens. */
export const openingOf = (calendar: WorkingCalendar, day: DayNumber): Minute =>
  day * MINUTES_A_DAY + (planOf(calendar, day).sessions[0]?.[0] ?? 0);

/**
 * Whole working minutes from `from` to `to`, each taken at its minute; 0 when `to` is not after `from`. Two look-ups.
 * @throws RangeError outside 2000 to 2100.
 */
export const workingMinutes = (calendar: WorkingCalendar, from: Ms, to: Ms): number =>
  Math.max(0, sumUntil(calendar, minuteOf(to)) - sumUntil(calendar, minuteOf(from)));

const sumUntil = (calendar: WorkingCalendar, minute: Minute): number => {
  const day = dayOfMinute(minute);
  return minutesBefore(calendar.sums, day) + minutesUntil(planOf(calendar, day).sessions, minute - day * MINUTES_A_DAY);
};

/**
 * The instant at the end of the last of `minutes` working minutes from `from`: at 17:30, never at the next 07:30. Nothing
 * to add gives the minute of `from`.
 * @throws RangeError when `minutes` is negative or broken, or 2100 ends first.
 */
export const addWorkingMinutes = (calendar: WorkingCalendar, from: Ms, minutes: number): Ms => {
  if (!Number.isInteger(minutes) || minutes < 0) throw new RangeError(`not a number of minutes: ${minutes}`);
  const start = minuteOf(from);
  if (minutes === 0) return msOf(start);
  const wanted = sumUntil(calendar, start) + minutes;
  const day = dayReaching(calendar, wanted, dayOfMinute(start));
  return msOf(minuteReaching(calendar, day, wanted - minutesBefore(calendar.sums, day)));
};

/** The first day, not before `from`, by whose end the sum of working minutes is at least `wanted`. */
const dayReaching = (calendar: WorkingCalendar, wanted: number, from: DayNumber): DayNumber => {
  let low = from;
  let high = LAST_DAY + 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (minutesBefore(calendar.sums, middle + 1) >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The minute by which `wanted` (at least 1) of the day's working minutes have gone by. */
const minuteReaching = (calendar: WorkingCalendar, day: DayNumber, wanted: number): Minute => {
  let left = wanted;
  for (const [open, close] of planOf(calendar, day).sessions) {
    if (left <= close - open) return day * MINUTES_A_DAY + open + left;
    left -= close - open;
  }
  throw new RangeError('a day that does not hold the minutes asked of it');
};
