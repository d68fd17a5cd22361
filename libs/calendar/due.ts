import { countDays, type DayCount } from './count-days.js';
import { useUp } from './count-minutes.js';
import { type DayNumber, monthsAfter } from './day.js';
import { type Gap, openSince, type Standstill, standstills } from './gaps.js';
import { dayNumberOf, dayOfMinute, type Minute, type Ms, midnightOf, msOf } from './instant.js';
import { type CountingPolicy, checkLimit, countsMinutes, type Limit, minutesIn } from './limit.js';
import { type Receipt, receiptOf } from './receipt.js';
import { type DayCode, type Listener, nobody, restCode } from './walk.js';
import { planOf, type WorkingCalendar } from './working-calendar.js';

/** What a due date depends on, beside the calendar. `cutoff` is 'HH:mm' and belongs to receipts only. */
export interface ClockInput {
  readonly start: Ms;
  readonly limit: Limit;
  readonly policy: CountingPolicy;
  readonly cutoff?: string | null;
  readonly gaps?: readonly Gap[];
}

/** `dueAt` null: the clock stands for good before its limit is used up. `countedFrom`: the first working minute of it. */
export interface Due {
  readonly dueAt: Ms | null;
  readonly countedFrom: Ms;
  /** Some day from the start on is not confirmed, or not covered by the yearly notices; of what was crossed when `dueAt` is null. */
  readonly provisional: boolean;
}

/** A due date with what led to it. */
export interface Count {
  readonly receipt: Receipt;
  readonly stands: readonly Standstill[];
  readonly due: Due;
}

/**
 * When a limit runs out. Civil Code 2015, arts. 145–148; law reference §1.3; docs: "Clocks and due dates".
 * @throws RangeError when the limit is not countable under the policy, the cut-off is no time of day, or 2000–2100 is left.
 */
export const dueOf = (calendar: WorkingCalendar, input: ClockInput): Due => count(calendar, input, nobody).due;

/** The one count: `tell` hears of every day on the way, and changes nothing. */
export const count = (calendar: WorkingCalendar, input: ClockInput, tell: Listener): Count => {
  checkLimit(input.limit, input.policy);
  const receipt = receiptOf(calendar, input.start, input.cutoff);
  const stands = standstills(input.gaps, receipt.takenAt);
  const minute = countsMinutes(input.limit, input.policy)
    ? byMinutes(calendar, input, receipt, stands, tell)
    : byDays(calendar, input, receipt, stands, tell);
  const first = dayNumberOf(input.start);
  const last = minute === null ? dayNumberOf(openSince(stands) - 1) : dayOfMinute(minute);
  const due = {
    dueAt: minute === null ? null : msOf(minute),
    countedFrom: msOf(receipt.countedFrom),
    provisional: crossesDoubt(calendar, first, Math.max(first, last)),
  };
  return { receipt, stands, due };
};

type Counting = (
  calendar: WorkingCalendar,
  input: ClockInput,
  receipt: Receipt,
  stands: readonly Standstill[],
  tell: Listener,
) => Minute | null;

const byMinutes: Counting = (calendar, { start, limit }, receipt, stands, tell) => {
  const first = dayOfMinute(receipt.countedFrom);
  tellLead(calendar, { start, first, receipt, code: 'after-closing', open: openSince(stands) }, tell);
  return useUp(calendar, receipt.countedFrom, minutesIn(limit, calendar.dayMinutes), stands, tell);
};

const byDays: Counting = (calendar, { start, limit }, receipt, stands, tell) => {
  const counted = dayCount(limit, receipt);
  const code = counted.days === 0 ? 'after-closing' : 'receipt-day';
  tellLead(calendar, { start, first: counted.first, receipt, code, open: openSince(stands) }, tell);
  return countDays(calendar, counted, stands, tell);
};

/** The day of receipt is not counted; a limit of 0 is the first working day on which the receipt counts. */
const dayCount = ({ value, unit }: Limit, { takenOn, countedFrom }: Receipt): DayCount => {
  if (value === 0) return { first: dayOfMinute(countedFrom), days: 0, everyDay: false };
  const days = unit === 'month' ? monthsAfter(takenOn, value) - takenOn : value;
  return { first: takenOn + 1, days, everyDay: unit !== 'workingDay' };
};

/** The days from `start` up to `first`, the first that may count; `code` is the reason against the day of receipt itself. */
interface Lead {
  readonly start: Ms;
  readonly first: DayNumber;
  readonly receipt: Receipt;
  readonly code: DayCode;
  readonly open: Ms;
}

const tellLead = (calendar: WorkingCalendar, { start, first, receipt, code, open }: Lead, tell: Listener): void => {
  const from = dayNumberOf(start);
  for (let day = from; day < first && (day === from || midnightOf(day) < open); day += 1) {
    const plan = planOf(calendar, day);
    const why = day < receipt.takenOn ? 'after-cutoff' : code;
    tell(day, plan, plan.minutes === 0 ? restCode(plan) : why, 0);
  }
};

const crossesDoubt = ({ lastCovered, unconfirmed }: WorkingCalendar, first: DayNumber, last: DayNumber): boolean =>
  last > lastCovered || unconfirmed.some((day) => day >= first && day <= last);
