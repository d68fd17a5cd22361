export { addDays, type Day, isDay } from './day.js';
export type {
  CalendarDefinition,
  DayDecision,
  SessionText,
  Source,
  Text,
  Weekday,
  WorkingWeek,
} from './definition.js';
export { lastDifference } from './difference.js';
export { type ClockInput, type Due, dueOf } from './due.js';
export { type ExplainedDay, type ExplainedPause, type Explanation, explain } from './explanation.js';
export { fractionAt } from './fraction.js';
export type { Gap } from './gaps.js';
export { dayOf, type Instant, type Ms, startOfDay, toMs, toText } from './instant.js';
export { type CountingPolicy, isCountable, type Limit, minutesOfLimit, type Unit } from './limit.js';
export { vnCivilService } from './official.js';
export { type StartCode, takenAt } from './receipt.js';
export type { DayCode } from './walk.js';
export type { Why } from './wording.js';
export { compose, type WorkingCalendar } from './working-calendar.js';
export {
  addWorkingMinutes,
  closeOf,
  isWorkingDay,
  nextWorkingDay,
  previousWorkingDay,
  workingMinutes,
} from './working-time.js';
