import { dayOf, type ExplainedDay, explain, type Instant, type Limit, toText } from '@lien-thong/calendar';
import { type Clock, clocksOf, ruleSetOf } from '../clocks/clocks.js';
import type { DeadlineKind } from '../dossier/events.js';
import type { Dossier } from '../dossier/state.js';
import type { Text } from '../procedure/definition.js';
import type { Rules } from '../rules.js';
import { textOrNull } from './measures.js';
import { pauseReasonName } from './words.js';

export interface NamedRule extends Text {
  readonly code: string;
}

export interface DayPage extends Omit<ExplainedDay, 'why'> {
  readonly why: NamedRule;
}

export interface PausePage {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly reason: string | null;
  readonly name: Text;
  readonly workingMinutes: number | null;
}

/** Why a deadline falls where it does. A printed day is not counted: `policy` and `limit` are null, and the rule says who set it. */
export interface ExplanationPage {
  readonly deadline: string;
  readonly kind: DeadlineKind;
  readonly agency: string | null;
  readonly start: Instant;
  readonly takenAt: Instant;
  readonly countedFrom: Instant;
  readonly startRule: NamedRule;
  readonly policy: 'CIVIL_DATE' | 'HOUR_EXACT' | null;
  readonly limit: Limit | null;
  readonly cutoff: string | null;
  readonly days: readonly DayPage[];
  readonly pauses: readonly PausePage[];
  readonly dueAt: Instant | null;
  readonly provisional: boolean;
  readonly calendar: string;
  readonly calendarRevision: string;
}

/** The explanation of one deadline by the count that made its date; null where the dossier has no such deadline. */
export const explanationOf = (dossier: Dossier, rules: Rules, deadline: string): ExplanationPage | null => {
  const clock = clocksOf(dossier, rules).find((c) => c.id === deadline);
  if (clock === undefined) return null;
  return clock.input === null ? printed(dossier, rules, clock) : counted(dossier, rules, clock, clock.input);
};

const counted = (dossier: Dossier, rules: Rules, clock: Clock, input: NonNullable<Clock['input']>): ExplanationPage => {
  const found = explain(clock.calendar, input);
  return {
    deadline: clock.id,
    kind: clock.kind,
    agency: clock.agency,
    start: toText(found.start),
    takenAt: toText(found.takenAt),
    countedFrom: toText(found.countedFrom),
    startRule: found.startRule,
    policy: found.policy,
    limit: found.limit,
    cutoff: found.cutoff,
    days: found.days,
    pauses: found.pauses.map((pause) => ({
      from: toText(pause.from),
      to: textOrNull(pause.to),
      reason: pause.reason,
      name: pauseReasonName(dossier, rules, pause.reason),
      workingMinutes: pause.workingMinutes,
    })),
    dueAt: textOrNull(found.dueAt),
    provisional: found.provisional,
    calendar: found.calendar,
    calendarRevision: found.calendarRevision,
  };
};

const printed = (dossier: Dossier, rules: Rules, clock: Clock): ExplanationPage => ({
  deadline: clock.id,
  kind: clock.kind,
  agency: clock.agency,
  start: toText(clock.start),
  takenAt: toText(clock.start),
  countedFrom: toText(clock.start),
  startRule: printedRule(dossier, rules, clock),
  policy: null,
  limit: null,
  cutoff: null,
  days:
    clock.dueAt === null
      ? []
      : [{ date: dayOf(clock.dueAt), counted: true, minutes: 0, why: PRINTED_DAY, source: null, confirmed: true }],
  pauses: [],
  dueAt: textOrNull(clock.dueAt),
  provisional: clock.provisional,
  calendar: clock.calendar.id,
  calendarRevision: clock.calendar.revision,
});

const PRINTED_DAY: NamedRule = {
  code: 'printed-day',
  vi: 'Ngày đã ấn định: hết hạn khi hết giờ làm việc',
  en: 'The day that was set: the deadline ends at its close',
};

const printedRule = (dossier: Dossier, rules: Rules, { kind }: Clock): NamedRule => {
  switch (kind) {
    case 'applicant':
      return {
        code: 'set-by-request',
        vi: 'Ngày người nộp phải bổ sung hồ sơ, ghi trong phiếu yêu cầu bổ sung',
        en: 'The day by which the applicant is to answer, as the supplement request states it',
      };
    case 'apology': {
      const { apologyLead, apologyForm } = ruleSetOf(dossier, rules).parameters;
      return {
        code: 'set-by-rule-set',
        vi: `Văn bản xin lỗi (mẫu ${apologyForm.value}): trước ngày hẹn trả ${apologyLead.value} ngày làm việc khi còn kịp, nếu không thì ngay trong ngày làm việc`,
        en: `The apology (form ${apologyForm.value}): ${apologyLead.value} working day(s) before the appointment while that lies ahead, else within the same working day`,
      };
    }
    case 'dossier':
    case 'step':
    case 'intake-review':
      return {
        code: 'set-by-reappointment',
        vi: 'Ngày hẹn trả lại, ghi trong văn bản xin lỗi và hẹn lại ngày trả kết quả',
        en: 'The new appointment, as the letter of apology states it',
      };
  }
};
