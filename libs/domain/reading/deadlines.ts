import type { Instant, Ms } from '@lien-thong/calendar';
import { type Clock, clocksOf, ruleSetOf } from '../clocks/clocks.js';
import type { DeadlineKind } from '../dossier/events.js';
import { isLate, warnAtOf } from '../dossier/settle.js';
import type { Dossier, Notice } from '../dossier/state.js';
import type { RuleSet, Rules } from '../rules.js';
import { minutesOf, textOrNull } from './measures.js';
import { runningState } from './page.js';

export type DeadlineStatus = 'armed' | 'due-soon' | 'met' | 'missed' | 'paused' | 'superseded';

/** The breach as it was announced; it stands until it is rescinded. */
export interface BreachPage {
  readonly id: string;
  readonly noticedAt: Instant;
  readonly escalations: readonly { readonly rung: number; readonly to: string; readonly at: Instant; readonly done: boolean }[];
}

/** One deadline at an instant. Dates and state are computed from the course; version, breach and rungs are as announced. */
export interface DeadlinePage {
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly step: string | null;
  /** The state of the step it is about; `state` is the deadline's own. */
  readonly stepState: string | null;
  readonly party: string | null;
  readonly agency: string | null;
  readonly startedAt: Instant | null;
  readonly dueAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly state: DeadlineStatus;
  /** Missed, and what it is about is not done yet. */
  readonly overdue: boolean;
  readonly version: number;
  readonly warnAt: Instant | null;
  readonly provisional: boolean;
  readonly pausedFor: { readonly reason: string; readonly basis: string | null } | null;
  readonly remainingMinutes: number;
  readonly overrunMinutes: number;
  readonly breach: BreachPage | null;
}

/** Every deadline the dossier has or had, in the order of its clocks. `now` (ms) is the instant at which they are judged. */
export const deadlinePages = (dossier: Dossier, rules: Rules, now: Ms): DeadlinePage[] => {
  if (dossier.id === '') return [];
  const ruleSet = ruleSetOf(dossier, rules);
  const clocks = clocksOf(dossier, rules);
  const known = new Set(clocks.map((clock) => clock.id));
  return [
    ...clocks.map((clock) => pageOf(clock, dossier.notices[clock.id], ruleSet, now)),
    ...Object.values(dossier.notices).flatMap((notice) => (known.has(notice.deadline) ? [] : [goneOf(notice)])),
  ];
};

/** The state of a deadline as its clock has it. */
export const deadlineStatus = (clock: Clock, ruleSet: RuleSet, now: Ms): DeadlineStatus => {
  if (isLate(clock, now)) return 'missed';
  if (clock.ending === 'void') return 'superseded';
  if (clock.endedAt !== null) return 'met';
  const state = runningState(clock, ruleSet, now);
  return state === 'paused' || state === 'due-soon' ? state : 'armed';
};

const pageOf = (clock: Clock, notice: Notice | undefined, ruleSet: RuleSet, now: Ms): DeadlinePage => {
  const state = deadlineStatus(clock, ruleSet, now);
  const minutes = minutesOf(clock, now);
  return {
    id: clock.id,
    kind: clock.kind,
    step: clock.step?.id ?? null,
    stepState: clock.step?.state ?? null,
    party: clock.step?.party ?? null,
    agency: clock.agency,
    startedAt: textOrNull(clock.start),
    dueAt: textOrNull(clock.dueAt),
    endedAt: textOrNull(clock.endedAt),
    state,
    overdue: state === 'missed' && clock.endedAt === null,
    version: notice?.version ?? 1,
    warnAt: clock.dueAt === null ? null : textOrNull(warnAtOf(clock, clock.dueAt, ruleSet)),
    provisional: clock.provisional,
    pausedFor: clock.endedAt === null && clock.dueAt === null ? clock.standing : null,
    remainingMinutes: minutes.remaining,
    overrunMinutes: minutes.overrun,
    breach: state === 'missed' ? breachOf(notice) : null,
  };
};

const breachOf = (notice: Notice | undefined): BreachPage | null =>
  notice?.breach && notice.missedAt
    ? {
        id: notice.breach,
        noticedAt: notice.missedAt,
        escalations: notice.escalateAt.map((e) => ({
          rung: e.rung,
          to: e.to,
          at: e.at,
          done: notice.escalated.includes(e.rung),
        })),
      }
    : null;

/** Announced once, but by what is known now its clock never ran: no date is left to compute. */
const goneOf = (notice: Notice): DeadlinePage => ({
  id: notice.deadline,
  kind: notice.kind,
  step: notice.step,
  stepState: notice.state,
  party: null,
  agency: notice.agency,
  startedAt: null,
  dueAt: null,
  endedAt: null,
  state: 'superseded',
  overdue: false,
  version: notice.version,
  warnAt: null,
  provisional: false,
  pausedFor: null,
  remainingMinutes: 0,
  overrunMinutes: 0,
  breach: null,
});
