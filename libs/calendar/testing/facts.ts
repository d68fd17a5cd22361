import { type CalendarDefinition, type ClockInput, compose, dueOf, type Limit, toMs, toText, vnCivilService } from '../index.js';

/** Named facts that the specs speak in: times of day in Vietnam, the nation's calendar, limits. */

/** '2026-11-20 09:00' or '2026-11-20 09:00:59', at +07:00. */
export const at = (text: string): number => toMs(`${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+07:00`);

export const nation = compose([vnCivilService], 'vn-civil-service@1');

/** A layer that decides single days and says nothing else. */
export const deciding = (id: string, ...days: CalendarDefinition['days']): CalendarDefinition => ({
  id,
  name: { vi: id, en: id },
  days,
});

export const workingDays = (value: number): Limit => ({ value, unit: 'workingDay' });
export const workingHours = (value: number): Limit => ({ value, unit: 'workingHour' });
export const calendarDays = (value: number): Limit => ({ value, unit: 'calendarDay' });
export const months = (value: number): Limit => ({ value, unit: 'month' });

type Rest = Partial<Pick<ClockInput, 'cutoff' | 'gaps'>>;

export const byDate = (start: string, limit: Limit, rest: Rest = {}): ClockInput => ({
  start: at(start),
  limit,
  policy: 'CIVIL_DATE',
  ...rest,
});

export const byHour = (start: string, limit: Limit, rest: Rest = {}): ClockInput => ({
  ...byDate(start, limit, rest),
  policy: 'HOUR_EXACT',
});

/** A pause, in the same words as `at`; without an end it is still open. */
export const pause = (from: string, to?: string) => ({
  from: at(from),
  to: to === undefined ? null : at(to),
  reason: 'supplement',
});

/** 'YYYY-MM-DD HH:mm' of the due instant, with a question mark when it is provisional; 'open' when there is none. */
export const dueText = (input: ClockInput, calendar = nation): string => {
  const { dueAt, provisional } = dueOf(calendar, input);
  const text = dueAt === null ? 'open' : toText(dueAt).slice(0, 16).replace('T', ' ');
  return provisional ? `${text}?` : text;
};
