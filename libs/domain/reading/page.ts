import { dueOf, type Instant, type Limit, type Ms, toText } from '@lien-thong/calendar';
import { appointmentOf } from '../apology/duty.js';
import { type Clock, clocksOf, enteredAt, ruleSetOf } from '../clocks/clocks.js';
import { segments } from '../clocks/dossier-clock.js';
import { byFact, byRecord, timeOf } from '../clocks/lens.js';
import { warnAtOf } from '../dossier/settle.js';
import {
  type ApologyTask,
  type Dossier,
  isAwaited,
  isInTransit,
  isJoined,
  isStray,
  lastResult,
  openSteps,
  openSupplement,
  type Step,
} from '../dossier/state.js';
import { judged, type Verdict, verdict } from '../lateness/verdict.js';
import type { Facts, Text } from '../procedure/definition.js';
import type { RuleSet, Rules } from '../rules.js';
import { minutesInMode, minutesOf, textOrNull } from './measures.js';

export type Status =
  | 'submitted'
  | 'refused'
  | 'in-progress'
  | 'awaiting-applicant'
  | 'result-issued'
  | 'returned'
  | 'withdrawn'
  | 'stopped';
export type DeadlineState = 'on-track' | 'due-soon' | 'overdue' | 'paused' | 'met' | 'missed' | 'none';

export interface StepPage {
  readonly id: string;
  readonly state: string;
  readonly leg: string | null;
  readonly party: string;
  readonly agency: string | null;
  readonly enteredAt: Instant;
  readonly leftAt: Instant | null;
  readonly dueAt: Instant | null;
  readonly clock: 'running' | 'paused' | 'excluded' | 'none';
  readonly deadlineState: DeadlineState;
  readonly handover?: 'pending' | 'acknowledged' | 'rejected';
  readonly acknowledgedAt?: Instant;
}

export interface ClockPage {
  readonly state: 'running' | 'paused' | 'stopped';
  readonly reason: string | null;
  readonly dueAt: Instant | null;
  readonly statutoryDueAt: Instant | null;
  readonly allotted: Limit;
  readonly consumedMinutes: number;
  readonly remainingMinutes: number;
  readonly overrunMinutes: number;
  readonly pausedMinutes: number;
  readonly excludedMinutes: number;
  readonly provisional: boolean;
}

/** One dossier as it stands at an instant. Every date in it is computed from the course. */
export interface DossierPage {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly status: Status;
  readonly portalStatus: number;
  readonly procedure: { readonly code: string; readonly version: number | null; readonly name: Text };
  readonly ruleSet: string | null;
  readonly receivedAt: Instant | null;
  readonly submittedAt: Instant | null;
  readonly receivingAgency: string;
  readonly lead: string | null;
  readonly parties: Readonly<Record<string, string>>;
  readonly channel: string;
  readonly returnChannel: string;
  readonly components: Dossier['components'];
  readonly facts: Facts;
  readonly appointment: {
    readonly promisedAt: Instant;
    readonly currentAt: Instant;
    readonly reappointments: number;
    readonly provisional: boolean;
  } | null;
  readonly clock: ClockPage | null;
  readonly steps: readonly StepPage[];
  readonly activeStates: readonly string[];
  readonly supplements: readonly {
    readonly id: string;
    readonly step: string | null;
    readonly items: Dossier['supplements'][number]['items'];
    readonly pauses: boolean;
    readonly respondBy: string | null;
    readonly requestedAt: Instant;
    readonly closedAt: Instant | null;
    readonly outcome: string | null;
  }[];
  readonly results: readonly { readonly code: string; readonly outcome: string; readonly issuedAt: Instant }[];
  readonly verdict: { readonly byFact: Verdict; readonly byRecord: Verdict; readonly asReappointed: 'on-time' | 'late' | null };
  readonly corrections: readonly {
    readonly id: string;
    readonly eventId: string | null;
    readonly occurredAt: Instant;
    readonly status: string;
    readonly agency: string;
  }[];
  readonly apologyTasks: readonly {
    readonly id: string;
    readonly status: ApologyTask['status'];
    readonly agency: string;
    readonly dueAt: Instant;
    readonly newAppointmentAt: Instant | null;
  }[];
  readonly outcome: string | null;
}

export const dossierPage = (dossier: Dossier, rules: Rules, now: Ms): DossierPage => {
  const clocks = clocksOf(dossier, rules);
  const { receipt } = dossier;
  return {
    id: dossier.id,
    code: dossier.code,
    revision: dossier.revision,
    status: statusOf(dossier),
    portalStatus: portalStatusOf(dossier),
    procedure: { code: dossier.procedure, version: receipt?.version ?? null, name: nameOf(dossier, rules, now) },
    ruleSet: receipt?.ruleSet ?? null,
    receivedAt: receipt ? toText(timeOf(dossier, receipt.act, byFact)) : null,
    submittedAt: dossier.submittedBy ? toText(timeOf(dossier, dossier.submittedBy, byFact)) : null,
    receivingAgency: dossier.receivingAgency,
    lead: receipt?.lead ?? null,
    parties: receipt?.parties ?? {},
    channel: dossier.channel,
    returnChannel: dossier.returnChannel,
    components: dossier.components,
    facts: dossier.facts,
    appointment: receipt && {
      promisedAt: receipt.promisedAt,
      currentAt: toText(appointmentOf(dossier)),
      reappointments: dossier.reappointments.length,
      provisional: receipt.provisional,
    },
    clock: clockPage(dossier, clocks, now),
    steps: stepPages(dossier, rules, clocks, now),
    activeStates: activeStates(dossier),
    ...lists(dossier),
    verdict: {
      byFact: judged(
        dossier,
        clocks.find((c) => c.id === 'dossier'),
        now,
      ),
      byRecord: verdict(dossier, rules, now, byRecord),
      asReappointed: asReappointed(clocks, now),
    },
    outcome: dossier.final?.outcome ?? null,
  };
};

const lists = (dossier: Dossier): Pick<DossierPage, 'supplements' | 'results' | 'corrections' | 'apologyTasks'> => ({
  supplements: dossier.supplements.map((s) => ({
    id: s.id,
    step: s.step,
    items: s.items,
    pauses: s.pauses,
    respondBy: s.respondBy,
    requestedAt: toText(timeOf(dossier, s.askedBy, byFact)),
    closedAt: s.closedBy ? toText(timeOf(dossier, s.closedBy, byFact)) : null,
    outcome: s.outcome,
  })),
  results: dossier.results.map((r) => ({ code: r.result, outcome: r.outcome, issuedAt: toText(timeOf(dossier, r.act, byFact)) })),
  corrections: dossier.corrections.map((c) => ({
    id: c.id,
    eventId: dossier.acts[c.act]?.events[0] ?? null,
    occurredAt: toText(c.occurredAt),
    status: c.status,
    agency: c.agency,
  })),
  apologyTasks: dossier.tasks.map((t) => ({
    id: t.id,
    status: t.status,
    agency: t.agency,
    dueAt: t.dueAt,
    newAppointmentAt: t.newAppointmentAt,
  })),
});

const nameOf = (dossier: Dossier, rules: Rules, now: Ms): Text =>
  (dossier.receipt
    ? rules.procedure(dossier.procedure, dossier.receipt.version)
    : rules.procedureInForce(dossier.procedure, toText(now).slice(0, 10))
  )?.definition.name ?? { vi: dossier.procedure, en: dossier.procedure };

export const statusOf = (dossier: Dossier): Status => {
  if (dossier.refusedBy !== null) return 'refused';
  if (dossier.ended !== null) return dossier.ended.how;
  if (dossier.returned !== null) return 'returned';
  if (lastResult(dossier) !== null) return 'result-issued';
  if (openSupplement(dossier)) return 'awaiting-applicant';
  if (dossier.receipt === null) return 'submitted';
  if (dossier.final !== null) return dossier.final.outcome === 'completed' ? 'returned' : 'stopped';
  const active = activeSteps(dossier);
  return active.length > 0 && active.every((s) => s.agency === null) ? 'awaiting-applicant' : 'in-progress';
};

/** The status of the National Portal, 1–10 (law reference §2.4). */
export const portalStatusOf = (dossier: Dossier): number => {
  if (dossier.refusedBy !== null) return 3;
  if (dossier.ended?.how === 'stopped') return 8;
  if (dossier.withdrawal !== null) return 7;
  if (openSupplement(dossier)) return 5;
  if (dossier.receipt === null) return 1;
  if (dossier.final?.portalStatus) return dossier.final.portalStatus;
  return activeSteps(dossier).find((s) => s.portalStatus !== null)?.portalStatus ?? 4;
};

/** Where the chart stands: not in a sender that waits for an acknowledgement, nor in a leg that was passed over. */
export const activeSteps = (dossier: Dossier): Step[] =>
  openSteps(dossier).filter((s) => !isInTransit(dossier, s) && !isStray(dossier, s));
const activeStates = (dossier: Dossier): string[] => activeSteps(dossier).map((s) => s.state);

/** The agencies that hold the dossier now; in transit it is the sender. */
export const holders = (dossier: Dossier): string[] => [
  ...new Set(
    openSteps(dossier)
      .filter((s) => !isAwaited(s) && !isJoined(dossier, s))
      .flatMap((s) => (s.agency ? [s.agency] : [])),
  ),
];

const clockPage = (dossier: Dossier, clocks: readonly Clock[], now: Ms): ClockPage | null => {
  const clock = clocks.find((c) => c.id === 'dossier');
  if (!clock || clock.input === null || dossier.receipt === null) return null;
  const course = segments(dossier, byFact);
  const minutes = minutesOf(clock, now);
  return {
    state: clock.endedAt !== null ? 'stopped' : clock.standing ? 'paused' : 'running',
    reason: clock.standing?.reason ?? null,
    dueAt: clock.standing && clock.endedAt === null ? null : textOrNull(clock.dueAt),
    statutoryDueAt: textOrNull(dueOf(clock.calendar, { ...clock.input, limit: dossier.receipt.statutoryLimit }).dueAt),
    allotted: dossier.receipt.limit,
    consumedMinutes: minutes.used,
    remainingMinutes: minutes.remaining,
    overrunMinutes: minutes.overrun,
    pausedMinutes: minutesInMode(clock, course, 'paused', now),
    excludedMinutes: minutesInMode(clock, course, 'excluded', now),
    provisional: clock.provisional,
  };
};

const stepPages = (dossier: Dossier, rules: Rules, clocks: readonly Clock[], now: Ms): StepPage[] => {
  if (dossier.receipt === null) return [];
  const ruleSet = ruleSetOf(dossier, rules);
  return dossier.steps.map((step) => {
    const clock =
      step.limit === null ? undefined : clocks.find((c) => c.id === step.clock && c.stays.some((s) => s.step.id === step.id));
    const left = step.leftBy === null || isInTransit(dossier, step) ? null : toText(timeOf(dossier, step.leftBy, byFact));
    return {
      id: step.id,
      state: step.state,
      leg: step.leg ? step.leg.name : null,
      party: step.party,
      agency: step.agency,
      enteredAt: toText(enteredAt(dossier, step)),
      leftAt: left,
      dueAt: clock ? textOrNull(clock.dueAt) : null,
      clock: step.limit === null || step.mode === 'stopped' ? 'none' : step.mode,
      deadlineState: clock ? stepDeadlineState(clock, step, ruleSet, now) : 'none',
      ...(step.handover === 'none' ? {} : { handover: step.handover }),
      ...(step.acknowledgedBy ? { acknowledgedAt: toText(timeOf(dossier, step.acknowledgedBy, byFact)) } : {}),
    };
  });
};

const stepDeadlineState = (clock: Clock, step: Step, ruleSet: RuleSet, now: Ms): DeadlineState => {
  const stay = clock.stays.find((s) => s.step.id === step.id);
  if (stay === undefined) return 'none';
  if (stay.to !== null) return clock.dueAt !== null && stay.to > clock.dueAt ? 'missed' : stay.ending === 'void' ? 'none' : 'met';
  return runningState(clock, ruleSet, now);
};

/** How near a clock that runs is to its end. */
export const runningState = (clock: Clock, ruleSet: RuleSet, now: Ms): 'on-track' | 'due-soon' | 'overdue' | 'paused' => {
  if (clock.dueAt === null) return 'paused';
  if (now > clock.dueAt) return 'overdue';
  const warnAt = warnAtOf(clock, clock.dueAt, ruleSet);
  return warnAt !== null && now >= warnAt ? 'due-soon' : 'on-track';
};

const asReappointed = (clocks: readonly Clock[], now: Ms): 'on-time' | 'late' | null => {
  const last = clocks.filter((c) => c.id.startsWith('reappointment.')).pop();
  return last === undefined || last.dueAt === null ? null : (last.endedAt ?? now) > last.dueAt ? 'late' : 'on-time';
};
