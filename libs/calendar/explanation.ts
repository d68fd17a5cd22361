import { type Day, dayText } from './day.js';
import type { Source } from './definition.js';
import { type ClockInput, count } from './due.js';
import { minutesTaken, type Standstill } from './gaps.js';
import { type Ms, msOf } from './instant.js';
import type { CountingPolicy, Limit } from './limit.js';
import type { StartCode } from './receipt.js';
import { counts, type DayCode } from './walk.js';
import { type Why, whyDay, whyStart } from './wording.js';
import { isUncertain, type WorkingCalendar } from './working-calendar.js';

/** One day on the way to the due date. */
export interface ExplainedDay {
  readonly date: Day;
  readonly counted: boolean;
  /** Working minutes used up of a limit in minutes; of a limit in days, those of a counted day. */
  readonly minutes: number;
  readonly why: Why<DayCode>;
  /** The document that decided the day; null where the week alone does. */
  readonly source: Source | null;
  /** False makes the due date provisional. */
  readonly confirmed: boolean;
}

/** A time in which the clock stood, cut to what lies after the receipt; overlaps belong to the earlier pause. */
export interface ExplainedPause {
  readonly from: Ms;
  readonly to: Ms | null;
  readonly reason: string | null;
  /** Working minutes in it; null while it is open. */
  readonly workingMinutes: number | null;
}

/** Why a due date is what it is. Written down by the count itself while it computes the date. */
export interface Explanation {
  readonly start: Ms;
  readonly takenAt: Ms;
  readonly countedFrom: Ms;
  readonly limit: Limit;
  readonly policy: CountingPolicy;
  readonly cutoff: string | null;
  readonly startRule: Why<StartCode>;
  readonly days: readonly ExplainedDay[];
  readonly pauses: readonly ExplainedPause[];
  readonly dueAt: Ms | null;
  readonly provisional: boolean;
  readonly calendar: string;
  readonly calendarRevision: string;
}

/** The due date with every day that it counted or passed over, and why. @throws RangeError as `dueOf`. */
export const explain = (calendar: WorkingCalendar, input: ClockInput): Explanation => {
  const days: ExplainedDay[] = [];
  const { receipt, stands, due } = count(calendar, input, (day, { decision }, code, minutes) => {
    const confirmed = !isUncertain(calendar, day);
    const why = whyDay(code, decision?.reason);
    days.push({ date: dayText(day), counted: counts(code), minutes, why, source: decision?.source ?? null, confirmed });
  });
  const until = due.dueAt ?? Number.POSITIVE_INFINITY;
  return {
    start: input.start,
    takenAt: receipt.takenAt,
    countedFrom: msOf(receipt.countedFrom),
    limit: input.limit,
    policy: input.policy,
    cutoff: input.cutoff ?? null,
    startRule: whyStart(receipt.code),
    days,
    pauses: stands.filter(({ from }) => from < until).map((stand) => explainedPause(calendar, stand)),
    dueAt: due.dueAt,
    provisional: due.provisional,
    calendar: calendar.id,
    calendarRevision: calendar.revision,
  };
};

const explainedPause = (calendar: WorkingCalendar, stand: Standstill): ExplainedPause => {
  const isOpen = stand.to === Number.POSITIVE_INFINITY;
  return {
    from: stand.from,
    to: isOpen ? null : stand.to,
    reason: stand.reason ?? null,
    workingMinutes: isOpen ? null : minutesTaken(calendar, stand, stand.to),
  };
};
