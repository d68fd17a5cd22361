/** The four units of the national indicator rules (QĐ 766/QĐ-TTg); never converted into each other. */
export type Unit = 'workingDay' | 'workingHour' | 'calendarDay' | 'month';

/** So much time. Working hours, and working days under HOUR_EXACT, may be broken (0.5 day); days by date and months may not. */
export interface Limit {
  readonly value: number;
  readonly unit: Unit;
}

/** By the hour, or by civil date: both are in use, and each procedure version declares one (law reference §1.3, 3). */
export type CountingPolicy = 'CIVIL_DATE' | 'HOUR_EXACT';

/** Whether a limit is used up minute by minute, instead of day by day. */
export const countsMinutes = (limit: Limit, policy: CountingPolicy): boolean =>
  limit.unit === 'workingHour' || (limit.unit === 'workingDay' && policy === 'HOUR_EXACT');

/** Whether due dates exist for such a limit: not negative, and whole where days or months are counted. */
export const isCountable = (limit: Limit, policy: CountingPolicy): boolean =>
  Number.isFinite(limit.value) && limit.value >= 0 && (countsMinutes(limit, policy) || Number.isInteger(limit.value));

/** @throws RangeError when there is no due date for such a limit. */
export const checkLimit = (limit: Limit, policy: CountingPolicy): void => {
  if (!isCountable(limit, policy)) throw new RangeError(`not a limit under ${policy}: ${limit.value} ${limit.unit}`);
};

/** The minutes of a limit where a working day has `dayMinutes`, to the nearest whole minute. */
export const minutesIn = (limit: Limit, dayMinutes: number): number =>
  Math.round(limit.value * (limit.unit === 'workingHour' ? 60 : dayMinutes));

/**
 * Nominal working minutes: 480 a working day, 60 a working hour. For comparing limits; a due date goes by its calendar's own day.
 * @throws RangeError for calendar days and months, which have no working minutes of their own.
 */
export const minutesOfLimit = (limit: Limit): number => {
  if (limit.unit === 'calendarDay' || limit.unit === 'month') throw new RangeError(`no minutes in a ${limit.unit}`);
  checkLimit(limit, 'HOUR_EXACT');
  return minutesIn(limit, 480);
};
