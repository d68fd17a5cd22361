import type { CalendarDefinition, ClockInput, DayDecision, Gap } from '../index.js';

/*
 * The counting rules a second time, slowly: minute by minute and day by day, from the text of the law and of "Clocks and
 * due dates", sharing nothing with the library but types. For property tests only.
 */

type Layers = readonly CalendarDefinition[];
type Hours = readonly (readonly [number, number])[];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const HANOI = 7 * 60 * MINUTE;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const floor = (at: number): number => at - (((at % MINUTE) + MINUTE) % MINUTE);
const midnight = (at: number): number => Math.floor((at + HANOI) / DAY) * DAY - HANOI;
const dateOf = (at: number): string => new Date(at + HANOI).toISOString().slice(0, 10);
const clockTime = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** What holds on one day: the last layer that says something about it. */
const decisionOn = (layers: Layers, at: number): DayDecision | undefined => {
  const date = dateOf(at);
  let found: DayDecision | undefined;
  for (const layer of layers) found = layer.days.find((day) => day.date === date) ?? found;
  return found;
};

const weekOf = (layers: Layers) => {
  let week: CalendarDefinition['week'];
  for (const layer of layers) week = layer.week ?? week;
  if (week === undefined) throw new RangeError('no week');
  return week;
};

const ordinaryHours = (layers: Layers): Hours =>
  weekOf(layers).sessions.map(([open, close]) => [clockTime(open), clockTime(close)]);

/** Sessions of the day in which `at` lies, in minutes since its midnight; none on a day off. */
const hoursOn = (layers: Layers, at: number): Hours => {
  const decision = decisionOn(layers, at);
  const ordinary = ordinaryHours(layers);
  if (decision === undefined) {
    const weekday = WEEKDAYS[new Date(at + HANOI).getUTCDay()];
    return weekOf(layers).workingDays.some((day) => day === weekday) ? ordinary : [];
  }
  if (decision.kind === 'off') return [];
  if (decision.sessions !== undefined) return decision.sessions.map(([a, b]) => [clockTime(a), clockTime(b)]);
  return decision.kind === 'half' ? ordinary.slice(0, 1) : ordinary;
};

/** The days of one computation: each is looked up once, and minutes of the same day follow one another. */
class Days {
  private readonly known = new Map<number, Hours>();
  private today = Number.NaN;
  private todaysHours: Hours = [];
  constructor(readonly layers: Layers) {}

  hours(at: number): Hours {
    if (at >= this.today && at < this.today + DAY) return this.todaysHours;
    this.today = midnight(at);
    this.todaysHours = this.known.get(this.today) ?? hoursOn(this.layers, this.today);
    this.known.set(this.today, this.todaysHours);
    return this.todaysHours;
  }

  isWorkingDay(at: number): boolean {
    return this.hours(at).length > 0;
  }

  isWorkingMinute(at: number): boolean {
    const hours = this.hours(at);
    const minute = (at - this.today) / MINUTE;
    return hours.some(([open, close]) => open <= minute && minute < close);
  }

  /** Closing of the day in which `at` lies; a day off closes at the ordinary hour. */
  close(at: number): number {
    const hours = this.isWorkingDay(at) ? this.hours(at) : ordinaryHours(this.layers);
    return midnight(at) + Math.max(...hours.map(([, close]) => close)) * MINUTE;
  }

  /** The first working minute at or after `at`. */
  workingMinuteFrom(at: number): number {
    let minute = floor(at);
    while (!this.isWorkingMinute(minute)) minute += MINUTE;
    return minute;
  }
}

/** Whether the clock stands in a legal minute: pauses begin and end at their minute. */
const standsInMinute = (gaps: readonly Gap[], minute: number): boolean =>
  gaps.some((gap) => floor(gap.from) <= minute && (gap.to === null || minute < floor(gap.to)));

/** Whether the clock stands at an instant. */
const standsAt = (gaps: readonly Gap[], at: number): boolean =>
  gaps.some((gap) => gap.from <= at && (gap.to === null || at < gap.to));

/** From when on the clock never runs again. */
const forGood = (gaps: readonly Gap[]): number => {
  let from = Number.POSITIVE_INFINITY;
  for (const gap of gaps) if (gap.to === null) from = Math.min(from, gap.from);
  for (let again = true; again; ) {
    again = false;
    for (const gap of gaps) {
      if (gap.to !== null && gap.from < from && gap.to >= from && gap.to > gap.from) {
        from = gap.from;
        again = true;
      }
    }
  }
  return from;
};

const takenAs = (days: Days, { start, cutoff }: ClockInput): number => {
  if (cutoff === undefined || cutoff === null) return start;
  const minute = (floor(start) - midnight(start)) / MINUTE;
  if (days.isWorkingDay(start) && minute <= clockTime(cutoff)) return start;
  return days.workingMinuteFrom(midnight(start) + DAY);
};

/** Working hours, and working days under HOUR_EXACT: the end of the last minute that was worked and ran. */
const dueByMinutes = (days: Days, taken: number, minutes: number, gaps: readonly Gap[]): number | null => {
  const end = forGood(gaps);
  let used = 0;
  for (let minute = floor(taken); midnight(minute) < end; minute += MINUTE) {
    if (!days.isWorkingMinute(minute) || standsInMinute(gaps, minute)) continue;
    if (minutes === 0) return minute;
    used += 1;
    if (used === minutes) return minute + MINUTE;
  }
  return null;
};

/** The first working day from the one that holds `at`, at whose close the clock runs. */
const closeFrom = (days: Days, at: number, gaps: readonly Gap[]): number | null => {
  for (let day = midnight(at); day < forGood(gaps); day += DAY) {
    if (days.isWorkingDay(day) && !standsAt(gaps, days.close(day))) return days.close(day);
  }
  return null;
};

/** Working days under CIVIL_DATE: the close of the n-th after the day of receipt. */
const dueByWorkingDays = (days: Days, taken: number, value: number, gaps: readonly Gap[]): number | null => {
  let left = value;
  for (let day = midnight(taken) + DAY; day < forGood(gaps); day += DAY) {
    if (!days.isWorkingDay(day) || standsAt(gaps, days.close(day))) continue;
    left -= 1;
    if (left === 0) return days.close(day);
  }
  return null;
};

/** Calendar days and months: the nominal last day, moved on by every day until then at whose close the clock stood. */
const dueByLastDay = (days: Days, taken: number, nominal: number, gaps: readonly Gap[]): number | null => {
  let last = nominal;
  for (;;) {
    if (last >= forGood(gaps)) return null;
    let stood = 0;
    for (let day = midnight(taken) + DAY; day <= last; day += DAY) if (standsAt(gaps, days.close(day))) stood += 1;
    if (nominal + stood * DAY === last) return closeFrom(days, last, gaps);
    last = nominal + stood * DAY;
  }
};

/** The same day number so many months on, or that month's last. */
const monthsOn = (taken: number, months: number): number => {
  const from = new Date(taken + HANOI);
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0));
  last.setUTCDate(Math.min(from.getUTCDate(), last.getUTCDate()));
  return last.getTime() - HANOI;
};

const dueAt = (days: Days, input: ClockInput, taken: number): number | null => {
  const { limit, policy, gaps = [] } = input;
  const dayLength = ordinaryHours(days.layers).reduce((sum, [open, close]) => sum + close - open, 0);
  if (limit.unit === 'workingHour') return dueByMinutes(days, taken, Math.round(limit.value * 60), gaps);
  if (limit.unit === 'workingDay' && policy === 'HOUR_EXACT') {
    return dueByMinutes(days, taken, Math.round(limit.value * dayLength), gaps);
  }
  if (limit.value === 0) return closeFrom(days, days.workingMinuteFrom(taken), gaps);
  if (limit.unit === 'workingDay') return dueByWorkingDays(days, taken, limit.value, gaps);
  const nominal = limit.unit === 'month' ? monthsOn(taken, limit.value) : midnight(taken) + limit.value * DAY;
  return dueByLastDay(days, taken, nominal, gaps);
};

const isDoubtful = (layers: Layers, at: number): boolean => {
  let covered: string | undefined;
  for (const layer of layers) covered = layer.coveredUntil ?? covered;
  return (covered !== undefined && dateOf(at) > covered) || decisionOn(layers, at)?.confirmed === false;
};

/** The due date as the law counts it. Pauses before the receipt is taken have no effect. */
export const oracleDue = (
  layers: readonly CalendarDefinition[],
  input: ClockInput,
): { dueAt: number | null; countedFrom: number; provisional: boolean } => {
  const days = new Days(layers);
  const taken = takenAs(days, input);
  const due = dueAt(days, input, taken);
  const end = due ?? Math.max(input.start, Math.max(taken, forGood(input.gaps ?? [])) - 1);
  let provisional = false;
  for (let day = midnight(input.start); day <= end; day += DAY) provisional ||= isDoubtful(layers, day);
  return { dueAt: due, countedFrom: days.workingMinuteFrom(taken), provisional };
};

/** Working minutes from `from` to `to`, counted one by one. */
export const oracleWorkingMinutes = (layers: readonly CalendarDefinition[], from: number, to: number): number => {
  const days = new Days(layers);
  let minutes = 0;
  for (let minute = floor(from); minute < floor(to); minute += MINUTE) if (days.isWorkingMinute(minute)) minutes += 1;
  return minutes;
};
