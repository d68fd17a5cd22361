import type { DayNumber } from './day.js';
import type { DayPlan } from './working-calendar.js';

/** Why a day counts or not. */
export type DayCode =
  | 'after-cutoff'
  | 'receipt-day'
  | 'after-closing'
  | 'weekly-rest'
  | 'day-off'
  | 'working-day'
  | 'opened-day'
  | 'half-day'
  | 'calendar-day'
  | 'paused'
  | 'rolled-over'
  | 'due-day';

/** Told of every day that the count walks over, in order. A due date is computed with or without a listener alike. */
export type Listener = (day: DayNumber, plan: DayPlan, code: DayCode, minutes: number) => void;

export const nobody: Listener = () => undefined;

/** Whether a day of that kind takes something of the limit. */
export const counts = (code: DayCode): boolean =>
  code === 'working-day' || code === 'opened-day' || code === 'half-day' || code === 'calendar-day';

/** What a day off is called: by the week, or by a decision. */
export const restCode = ({ decision }: DayPlan): DayCode => (decision === null ? 'weekly-rest' : 'day-off');

/** What a working day is called. */
export const workCode = ({ decision }: DayPlan): DayCode => {
  if (decision === null) return 'working-day';
  return decision.kind === 'half' ? 'half-day' : 'opened-day';
};
