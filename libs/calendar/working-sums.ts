import { type DayNumber, weekdayOf } from './day.js';

/**
 * Prefix sums of working minutes per day, in the space of the decisions: the week repeats, so only what the decided days
 * add to it or take from it is summed up. A few kilobytes a calendar, however many years.
 */
export interface WorkingSums {
  /** Minutes of the ordinary week before Monday, Tuesday … and, last, of the whole week. */
  readonly week: readonly number[];
  /** Decided days, ascending. */
  readonly days: readonly DayNumber[];
  /** `differences[n]`: by how many minutes the first n decided days differ from the ordinary week. */
  readonly differences: readonly number[];
}

/** `week` holds the minutes of each weekday, Monday first; `decided` those of the decided days, ascending by day. */
export const summedUp = (week: readonly number[], decided: readonly (readonly [DayNumber, number])[]): WorkingSums => ({
  week: prefixSums(week),
  days: decided.map(([day]) => day),
  differences: prefixSums(decided.map(([day, minutes]) => minutes - (week[weekdayOf(day)] as number))),
});

const prefixSums = (values: readonly number[]): number[] => {
  const sums = [0];
  let sum = 0;
  for (const value of values) {
    sum += value;
    sums.push(sum);
  }
  return sums;
};

/** Working minutes from some fixed Monday up to the beginning of `day`: only differences of two such sums mean something. */
export const minutesBefore = (sums: WorkingSums, day: DayNumber): number => {
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
