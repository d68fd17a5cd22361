import type { Text } from './definition.js';
import type { StartCode } from './receipt.js';
import type { DayCode } from './walk.js';

/** A reason with a stable code, in words for officers and citizens. */
export interface Why<C extends string = string> extends Text {
  readonly code: C;
}

const STARTS: Readonly<Record<StartCode, Text>> = {
  'in-session': {
    vi: 'Tiếp nhận trong giờ làm việc: tính từ thời điểm tiếp nhận',
    en: 'Received in working hours: counts from the moment of receipt',
  },
  'before-opening': {
    vi: 'Tiếp nhận trước giờ làm việc: tính từ đầu buổi làm việc',
    en: 'Received before opening: counts from the opening of that day',
  },
  'in-break': {
    vi: 'Tiếp nhận trong giờ nghỉ giữa buổi: tính từ đầu buổi làm việc sau',
    en: 'Received in the break: counts from the opening of the next session',
  },
  'after-closing': {
    vi: 'Tiếp nhận sau giờ làm việc: tính từ đầu ngày làm việc kế tiếp',
    en: 'Received after closing: counts from the opening of the next working day',
  },
  'day-off': {
    vi: 'Tiếp nhận vào ngày nghỉ: tính từ đầu ngày làm việc kế tiếp',
    en: 'Received on a day off: counts from the opening of the next working day',
  },
  'after-cutoff': {
    vi: 'Tiếp nhận sau giờ chốt trong ngày: coi như tiếp nhận vào đầu ngày làm việc kế tiếp',
    en: 'Received after the cut-off: taken as received at the opening of the next working day',
  },
  'day-off-cutoff': {
    vi: 'Tiếp nhận vào ngày nghỉ: coi như tiếp nhận vào đầu ngày làm việc kế tiếp',
    en: 'Received on a day off: taken as received at the opening of the next working day',
  },
};

const DAYS: Readonly<Record<DayCode, Text>> = {
  'after-cutoff': {
    vi: 'Không tính: tiếp nhận sau giờ chốt trong ngày',
    en: 'Not counted: received after the cut-off',
  },
  'receipt-day': { vi: 'Không tính: ngày tiếp nhận', en: 'Not counted: the day of receipt' },
  'after-closing': {
    vi: 'Không tính: tiếp nhận sau giờ làm việc',
    en: 'Not counted: received after closing',
  },
  'weekly-rest': { vi: 'Không tính: ngày nghỉ hằng tuần', en: 'Not counted: weekly day of rest' },
  'day-off': { vi: 'Không tính: ngày nghỉ', en: 'Not counted: day off' },
  'working-day': { vi: 'Tính: ngày làm việc', en: 'Counted: working day' },
  'opened-day': { vi: 'Tính: ngày làm việc theo quyết định', en: 'Counted: working day by decision' },
  'half-day': { vi: 'Tính: ngày làm việc một buổi', en: 'Counted: half working day' },
  'calendar-day': { vi: 'Tính: ngày theo lịch', en: 'Counted: calendar day' },
  paused: { vi: 'Không tính: đồng hồ thời hạn đang dừng', en: 'Not counted: the clock stands still' },
  'rolled-over': {
    vi: 'Không phải ngày hết hạn: thời hạn lùi đến ngày làm việc kế tiếp',
    en: 'Cannot be the last day: the limit ends on the next working day',
  },
  'due-day': { vi: 'Ngày hết hạn', en: 'The day on which the limit ends' },
};

export const whyStart = (code: StartCode): Why<StartCode> => ({ code, ...STARTS[code] });

/** `reason` is the decision's own; it is in Vietnamese, as published. */
export const whyDay = (code: DayCode, reason: string | undefined): Why<DayCode> => {
  const { vi, en } = DAYS[code];
  return reason === undefined ? { code, vi, en } : { code, vi: `${vi} (${reason})`, en: `${en} (${reason})` };
};
