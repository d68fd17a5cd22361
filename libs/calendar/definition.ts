import type { Day } from './day.js';

/** What people read, in both languages. */
export interface Text {
  readonly vi: string;
  readonly en: string;
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** Opening and closing as 'HH:mm'; the minute of closing is no longer in it: [open, close). */
export type SessionText = readonly [open: string, close: string];

/** The document that decided a day. */
export type Source = string | { readonly document: string; readonly date?: Day | null };

/**
 * What somebody competent decided about one day. `work` opens a day (a swapped Saturday) with the ordinary sessions, `half`
 * with the first of them, each unless it brings its own. `confirmed: false` makes every due date that crosses it provisional.
 */
export interface DayDecision {
  readonly date: Day;
  readonly kind: 'off' | 'work' | 'half';
  readonly sessions?: readonly SessionText[];
  readonly reason: string;
  readonly source: Source;
  readonly confirmed: boolean;
}

export interface WorkingWeek {
  readonly workingDays: readonly Weekday[];
  readonly sessions: readonly SessionText[];
}

/** One layer of a calendar: the nation's, a province's, an agency's, an outage's. A layer says only what it changes. */
export interface CalendarDefinition {
  readonly id: string;
  readonly name: Text;
  readonly parent?: string | null;
  readonly timeZone?: 'Asia/Ho_Chi_Minh';
  readonly week?: WorkingWeek;
  /** The last day for which the yearly notices are known; dates beyond it are provisional. */
  readonly coveredUntil?: Day;
  readonly note?: string;
  readonly days: readonly DayDecision[];
}
