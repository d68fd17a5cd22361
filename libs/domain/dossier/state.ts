import type { Day, Instant, Limit, Ms } from '@lien-thong/calendar';
import type { ClockMode, Facts, PauseReason } from '../procedure/definition.js';
import type {
  Application,
  CauseClass,
  Channel,
  Component,
  DeadlineKind,
  Escalation,
  LegRef,
  Receipt as RecordedReceipt,
} from './events.js';

/** What one command recorded of the course. `at` is the time that counts; a correction sets it, and only it. */
export interface Act {
  readonly id: string;
  readonly type: string;
  readonly agency: string;
  readonly subject: string;
  readonly occurredAt: Ms;
  readonly recordedAt: Ms;
  readonly at: Ms;
  readonly events: readonly string[];
}

/** One stay of the dossier in one state. Times are those of the acts it refers to. */
export interface Step {
  readonly id: string;
  readonly state: string;
  readonly leg: LegRef | null;
  readonly party: string;
  readonly agency: string | null;
  readonly limit: Limit | null;
  readonly mode: ClockMode;
  readonly pauseReason: PauseReason | null;
  readonly clock: string;
  readonly calendar: string;
  readonly portalStatus: number | null;
  readonly first: boolean;
  readonly enteredBy: readonly string[];
  readonly handover: 'none' | 'pending' | 'acknowledged' | 'rejected';
  readonly sender: string | null;
  readonly acknowledgedBy: string | null;
  readonly leftBy: string | null;
  /** `void`: the stay never counted. `superseded`: the dossier went on without it (join, withdrawal, result). */
  readonly ending: 'ended' | 'void' | 'superseded' | null;
  readonly passedOverBy: string | null;
}

export interface Supplement {
  readonly id: string;
  readonly step: string | null;
  readonly items: readonly { readonly component: string }[];
  readonly pauses: boolean;
  readonly pauseBasis: string | null;
  readonly respondBy: Day | null;
  readonly askedBy: string;
  readonly closedBy: string | null;
  readonly outcome: 'received' | 'lapsed' | null;
}

/** What the receipt pinned, and the act that received. What was handed in stands with the dossier itself. */
export type Receipt = Omit<RecordedReceipt, keyof Application | 'calendarRevision'> & { readonly act: string };

/** The last thing announced about a deadline, and the breach that stands, if one does. */
export interface Notice {
  readonly deadline: string;
  readonly kind: DeadlineKind;
  readonly step: string | null;
  readonly state: string | null;
  readonly agency: string | null;
  readonly version: number;
  readonly dueAt: Instant | null;
  readonly warnAt: readonly Instant[];
  readonly provisional: boolean;
  readonly status: 'armed' | 'paused' | 'met' | 'missed' | 'superseded';
  readonly warned: readonly number[];
  readonly escalated: readonly number[];
  readonly escalateAt: readonly Escalation[];
  /** Id of the standing breach. */
  readonly breach: string | null;
  readonly missedAt: Instant | null;
}

export interface Correction {
  readonly id: string;
  readonly act: string;
  readonly occurredAt: Ms;
  readonly agency: string;
  readonly requestedBy: string;
  readonly status: 'pending' | 'approved' | 'rejected';
}

export interface ApologyTask {
  readonly id: string;
  readonly deadline: string;
  readonly agency: string;
  readonly status: 'owed' | 'drafted' | 'signed' | 'issued' | 'delivered' | 'waived' | 'withdrawn';
  readonly breaches: readonly string[];
  readonly raisedAt: Ms;
  readonly dueAt: Instant;
  readonly form: string;
  readonly draftedBy: string | null;
  readonly newAppointmentAt: Instant | null;
  readonly number: string | null;
  readonly closedAt: Ms | null;
}

export interface Reappointment {
  readonly deadline: string;
  readonly task: string;
  readonly at: Instant;
  readonly madeAt: Ms;
}

export interface Cause {
  readonly state: 'proposed' | 'contested' | 'decided';
  readonly cause: CauseClass;
  readonly agency: string;
  readonly by: string;
  readonly event: string;
}

export interface Dossier {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly procedure: string;
  readonly receivingAgency: string;
  readonly channel: Channel;
  readonly returnChannel: Channel;
  readonly components: readonly Component[];
  readonly facts: Facts;
  readonly personalFacts: readonly string[];
  /** Parties that the request named, kept until the receipt binds them. */
  readonly askedParties: Readonly<Record<string, string>>;
  readonly submittedBy: string | null;
  readonly refusedBy: string | null;
  readonly receipt: Receipt | null;
  readonly calendars: Readonly<Record<string, string>>;
  readonly acts: Readonly<Record<string, Act>>;
  readonly steps: readonly Step[];
  readonly joined: Readonly<Record<string, readonly string[]>>;
  readonly endedLegs: Readonly<Record<string, { readonly act: string; readonly how: 'final' | 'passed-over' }>>;
  readonly supplements: readonly Supplement[];
  readonly withdrawal: string | null;
  readonly ended: { readonly act: string; readonly how: 'withdrawn' | 'stopped' } | null;
  readonly results: readonly {
    readonly act: string;
    readonly result: string;
    readonly last: boolean;
    readonly outcome: string;
  }[];
  readonly returned: string | null;
  readonly final: {
    readonly state: string;
    readonly outcome: string | null;
    readonly portalStatus: number | null;
    readonly act: string;
  } | null;
  readonly corrections: readonly Correction[];
  readonly notices: Readonly<Record<string, Notice>>;
  readonly tasks: readonly ApologyTask[];
  readonly reappointments: readonly Reappointment[];
  readonly cause: Cause | null;
}

export const noDossier: Dossier = {
  id: '',
  code: '',
  revision: -1,
  procedure: '',
  receivingAgency: '',
  channel: 'direct',
  returnChannel: 'direct',
  components: [],
  facts: {},
  personalFacts: [],
  askedParties: {},
  submittedBy: null,
  refusedBy: null,
  receipt: null,
  calendars: {},
  acts: {},
  steps: [],
  joined: {},
  endedLegs: {},
  supplements: [],
  withdrawal: null,
  ended: null,
  results: [],
  returned: null,
  final: null,
  corrections: [],
  notices: {},
  tasks: [],
  reappointments: [],
  cause: null,
};

export const isOpen = (step: Step): boolean => step.leftBy === null;
/** The receiver has not acknowledged the hand-over, or has rejected it: its clock does not run. */
export const isAwaited = (step: Step): boolean => step.handover === 'pending' || step.handover === 'rejected';
export const openSteps = (dossier: Dossier): Step[] => dossier.steps.filter(isOpen);
export const openSupplement = (dossier: Dossier): Supplement | undefined => dossier.supplements.find((s) => s.closedBy === null);
export const lastResult = (dossier: Dossier): string | null => dossier.results.find((r) => r.last)?.act ?? null;
/** The dossier is under way: received, and neither withdrawn, stopped nor at its end. */
export const isUnderWay = (dossier: Dossier): boolean =>
  dossier.receipt !== null && dossier.ended === null && dossier.final === null;
/** A sender whose hand-over nobody has acknowledged yet: the chart has moved on, its clock has not. */
export const isInTransit = (dossier: Dossier, step: Step): boolean =>
  dossier.steps.some((other) => other.sender === step.id && isOpen(other) && isAwaited(other) && !isStray(dossier, other));

type Round = Pick<LegRef, 'part' | 'round'>;
const inRound = (key: string, { round = 1 }: Round): string => (round > 1 ? `${key}.${round}` : key);
export const partKey = (leg: Round): string => inRound(leg.part, leg);
export const legKey = (leg: Round & Pick<LegRef, 'name'>): string => inRound(`${leg.part}.${leg.name}`, leg);
export const isJoined = (dossier: Dossier, step: Step): boolean => step.leg !== null && partKey(step.leg) in dossier.joined;
/** The dossier goes on without this stay: its leg was passed over, or its part is joined. It stays open for a late answer. */
export const isStray = (dossier: Dossier, step: Step): boolean =>
  step.leg !== null && (isJoined(dossier, step) || dossier.endedLegs[legKey(step.leg)]?.how === 'passed-over');
