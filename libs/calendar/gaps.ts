import { type Ms, minuteOf } from './instant.js';
import type { WorkingCalendar } from './working-calendar.js';
import { workingMinutes } from './working-time.js';

/** Time in which the clock stands: [from, to). `to: null` means that it still stands. Gaps may overlap and come in any order. */
export interface Gap {
  readonly from: Ms;
  readonly to: Ms | null;
  readonly reason?: string;
}

/** A gap once they are put in order: none reaches into another, and an open one ends at Infinity. */
export interface Standstill {
  readonly from: Ms;
  readonly to: Ms;
  readonly reason?: string;
}

const NONE: readonly Standstill[] = [];

/**
 * The gaps in order, cut to what lies after `since`, each instant of standing in one of them only (the earliest). Adjoining
 * ones stay apart, each with its reason: to counting they are one.
 * @throws RangeError when a bound is NaN.
 */
export const standstills = (gaps: readonly Gap[] | undefined, since: Ms): readonly Standstill[] => {
  if (gaps === undefined || gaps.length === 0) return NONE;
  const found: Standstill[] = [];
  let end = since;
  for (const gap of [...gaps].sort((a, b) => a.from - b.from)) {
    const from = Math.max(gap.from, end);
    const to = gap.to ?? Number.POSITIVE_INFINITY;
    if (Number.isNaN(from) || Number.isNaN(to)) throw new RangeError('a gap needs instants as its bounds');
    if (to <= from) continue;
    found.push({ from, to, reason: gap.reason });
    end = to;
  }
  return found;
};

/** From when on the clock stands for good, adjoining gaps being one; Infinity when it does not. */
export const openSince = (stands: readonly Standstill[]): Ms => {
  let since = Number.POSITIVE_INFINITY;
  for (let at = stands.length - 1; at >= 0; at -= 1) {
    const stand = stands[at] as Standstill;
    if (stand.to !== since) break;
    since = stand.from;
  }
  return since;
};

/** Working minutes that a standstill takes out before `until`. */
export const minutesTaken = (calendar: WorkingCalendar, stand: Standstill, until: Ms): number =>
  minuteOf(stand.from) >= minuteOf(until) ? 0 : workingMinutes(calendar, stand.from, Math.min(stand.to, until));
