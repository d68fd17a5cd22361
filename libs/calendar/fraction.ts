import { useUp } from './count-minutes.js';
import { type Gap, minutesTaken, standstills } from './gaps.js';
import { type Ms, minuteOf, msOf } from './instant.js';
import type { WorkingCalendar } from './working-calendar.js';
import { workingMinutes } from './working-time.js';

/** Products like 0.07 * 100 come out a hair above the whole minute that is meant. */
const HAIR = 1e-9;

/**
 * The instant at which `fraction` (0 to 1) of the working minutes between `from` and `due`, gaps taken out, is used up,
 * rounded up to the whole minute; never after `due`. Warnings are armed at it (80 %), for limits of every unit.
 * @throws RangeError when `fraction` is not within 0 to 1, and outside 2000 to 2100.
 */
export const fractionAt = (calendar: WorkingCalendar, from: Ms, due: Ms, gaps: readonly Gap[], fraction: number): Ms => {
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`not a fraction: ${fraction}`);
  const stands = standstills(gaps, from);
  const stood = stands.reduce((sum, stand) => sum + minutesTaken(calendar, stand, due), 0);
  const minutes = Math.ceil((workingMinutes(calendar, from, due) - stood) * fraction - HAIR);
  if (minutes <= 0) return Math.min(from, due);
  const minute = useUp(calendar, minuteOf(from), minutes, stands);
  return minute === null ? due : Math.min(msOf(minute), due);
};
