import type { CountingPolicy, Day, Instant, Limit } from '@lien-thong/calendar';
import type { Event } from '../decider.js';
import type { ClockMode, Facts, PauseReason, Text, TimeoutPolicy } from '../procedure/definition.js';

/**
 * Everything that can stand in a dossier's log. Course events say what happened, notices what the engine announced,
 * knowledge events what changed our knowledge. Clocks and verdicts are computed from the course alone.
 * `personal` parts are sealed before they are written; nothing readable of a person stands in `data`.
 */

export type Channel = 'direct' | 'online' | 'post';
export type Noticed = 'ring' | 'on-completion' | 'on-correction';
export type DeadlineKind = 'step' | 'dossier' | 'applicant' | 'intake-review' | 'apology';
export type EscalatedTo = 'officer' | 'head' | 'superior';
export type CauseClass = 'subjective' | 'objective';

export interface Applicant {
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly identifier?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly address?: string;
}
export interface Component {
  readonly code: string;
  readonly originals: number;
  readonly copies: number;
  readonly digitised: boolean;
}
export interface LegRef {
  readonly part: string;
  readonly name: string;
  /** From 2 on where the dossier came back to the part: every round has legs and a join of its own. */
  readonly round?: number;
  readonly mandatory: boolean;
  readonly onTimeout: TimeoutPolicy;
  readonly basis?: string;
}
export interface Evidence {
  readonly kind: 'document' | 'postal-scan' | 'signature' | 'statement';
  readonly reference: string;
}
export interface Escalation {
  readonly rung: number;
  readonly to: EscalatedTo;
  readonly at: Instant;
}
interface WithEvidence {
  readonly evidence?: { readonly kind: Evidence['kind'] };
}

/** What the applicant handed in, at the desk or online. */
export interface Application extends WithEvidence {
  readonly id: string;
  readonly code: string;
  readonly procedure: string;
  readonly receivingAgency: string;
  readonly channel: Channel;
  readonly returnChannel: Channel;
  readonly components: readonly Component[];
  readonly facts: Facts;
  /** Personal facts stand sealed; only their names are known here. */
  readonly personalFacts?: readonly string[];
}

export interface Receipt extends Application {
  readonly version: number;
  readonly hash: string;
  readonly ruleSet: string;
  readonly parties: Readonly<Record<string, string>>;
  readonly lead: string;
  readonly policy: CountingPolicy;
  readonly cutoff: string | null;
  readonly limit: Limit;
  readonly statutoryLimit: Limit;
  readonly calendar: string;
  readonly calendarRevision: string;
  readonly promisedAt: Instant;
  readonly provisional: boolean;
}

export interface StepEntry {
  readonly step: string;
  readonly state: string;
  readonly leg: LegRef | null;
  readonly party: string;
  /** Null while the applicant is awaited: the applicant is nobody's agency. */
  readonly agency: string | null;
  readonly limit: Limit | null;
  readonly mode: ClockMode;
  readonly pauseReason: PauseReason | null;
  /** Stays that share a clock share its budget. */
  readonly clock: string;
  readonly calendar: string;
  readonly calendarRevision: string;
  readonly portalStatus: number | null;
  readonly handover: 'none' | 'pending';
  readonly sender: string | null;
  /** Set where the step is entered by other acts than the one that records it: the ends of the legs joined. */
  readonly acts?: readonly string[];
  readonly first?: true;
}

interface DeadlineFacts {
  readonly deadline: string;
  readonly kind: DeadlineKind;
  readonly step: string | null;
  readonly state: string | null;
  readonly agency: string | null;
  readonly version: number;
}
interface Armed extends DeadlineFacts {
  readonly dueAt: Instant;
  readonly warnAt: readonly Instant[];
  readonly provisional: boolean;
}
interface BreachFacts extends DeadlineFacts {
  readonly dueAt: Instant;
  readonly noticed: Noticed;
  readonly escalateAt: readonly Escalation[];
}
interface TaskRef {
  readonly task: string;
  readonly agency: string;
}

export type CourseEvent =
  | Event<
      'DossierSubmitted',
      Application & {
        readonly parties: Readonly<Record<string, string>>;
        readonly calendar: string;
        readonly calendarRevision: string;
      }
    >
  | Event<'IntakeSupplementRequested', SupplementRequest>
  | Event<'IntakeRefused', WithEvidence & { readonly legalBasis: string | null }>
  | Event<'DossierReceived', Receipt>
  | Event<'StepEntered', StepEntry>
  | Event<'ActionTaken', WithEvidence & ActionFacts>
  | Event<
      'LegsJoined',
      {
        readonly name: string;
        readonly part: string;
        readonly round?: number;
        readonly target: string;
        readonly acts: readonly string[];
      }
    >
  | Event<'StepLeft', StepExit>
  | Event<'HandoverAcknowledged', WithEvidence & { readonly step: string; readonly agency: string | null }>
  | Event<'HandoverRejected', WithEvidence & { readonly step: string; readonly agency: string | null }>
  | Event<
      'HandedOverAgain',
      WithEvidence & {
        readonly step: string;
        readonly agency: string | null;
        readonly calendar: string;
        readonly calendarRevision: string;
      }
    >
  | Event<'OpinionDeemedGiven', PassedOver>
  | Event<'ProceededWithoutOpinion', PassedOver>
  | Event<'SupplementRequested', SupplementRequest>
  | Event<'SupplementReceived', WithEvidence & { readonly supplement: string; readonly components: readonly Component[] }>
  | Event<'SupplementLapsed', { readonly supplement: string }>
  | Event<
      'ResultIssued',
      WithEvidence & {
        readonly step: string;
        readonly result: string;
        readonly outcome: string;
        readonly last: boolean;
        readonly target: string;
      }
    >
  | Event<'ResultReturned', WithEvidence & { readonly step: string; readonly channel: Channel; readonly target: string }>
  | Event<'WithdrawalRequested', WithEvidence & { readonly legalBasis: string | null }>
  | Event<'WithdrawalDeclined', WithEvidence & { readonly legalBasis: string | null }>
  | Event<'DossierWithdrawn', WithEvidence & { readonly legalBasis: string | null }>
  | Event<'ProcessingStopped', WithEvidence & { readonly legalBasis: string | null }>;

export interface ActionFacts {
  readonly name: string;
  readonly action: string;
  readonly step: string;
  readonly state: string;
  readonly target: string;
  readonly agency: string;
  readonly facts: Facts;
  readonly personalFacts?: readonly string[];
}
export interface StepExit {
  readonly step: string;
  readonly state: string;
  /** `ended`: the stay is over · `void`: it never counted (a rejected hand-over). */
  readonly how: 'ended' | 'void';
  readonly final?: { readonly state: string; readonly outcome: string | null; readonly portalStatus: number | null };
  readonly endsLeg?: boolean;
}
export interface SupplementRequest extends WithEvidence {
  readonly supplement: string;
  readonly step: string | null;
  readonly items: readonly { readonly component: string }[];
  readonly legalBasis: string | null;
  readonly pauses: boolean;
  readonly pauseBasis: string | null;
  readonly respondBy: Day | null;
}
export interface PassedOver {
  readonly step: string;
  readonly part: string;
  readonly leg: string;
  readonly basis: string | null;
}

export type NoticeEvent =
  | Event<'DeadlineArmed', Armed>
  | Event<'ClockPaused', DeadlineFacts & { readonly reason: string; readonly basis: string | null }>
  | Event<'ClockResumed', Armed>
  | Event<'DueDateRevised', Armed & { readonly previousDueAt: Instant | null }>
  | Event<'DeadlineMet', DeadlineFacts & { readonly dueAt: Instant | null; readonly endedAt: Instant }>
  | Event<'DeadlineWarned', DeadlineFacts & { readonly dueAt: Instant; readonly rung: number }>
  | Event<'StepBecameOverdue', BreachFacts>
  | Event<'DossierBecameOverdue', BreachFacts>
  | Event<'ApplicantLimitExpired', BreachFacts>
  | Event<'DutyDeadlineMissed', BreachFacts>
  | Event<'DeadlineEscalated', DeadlineFacts & { readonly dueAt: Instant; readonly rung: number; readonly to: EscalatedTo }>
  | Event<'BreachRescinded', DeadlineFacts & { readonly dueAt: Instant }>;

export type KnowledgeEvent =
  | Event<
      'CorrectionRequested',
      WithEvidence & { readonly correction: string; readonly act: string; readonly occurredAt: Instant; readonly agency: string }
    >
  | Event<'CorrectionApproved', { readonly correction: string; readonly act: string; readonly occurredAt: Instant }>
  | Event<'CorrectionRejected', { readonly correction: string; readonly act: string }>
  | Event<'CalendarAdopted', { readonly calendars: Readonly<Record<string, string>> }>
  | Event<'DossierMigrated', Migration>
  | Event<'AgencySucceeded', { readonly agency: string; readonly successor: string }>;

export interface Migration {
  readonly version: number;
  readonly hash: string;
  readonly fromVersion: number;
  readonly legalBasis: string;
  readonly limit: Limit;
  readonly statutoryLimit: Limit;
  readonly policy: CountingPolicy;
  readonly stepLimits: Readonly<Record<string, Limit | null>>;
}

export type CauseEvent =
  | Event<'CauseProposed', { readonly cause: CauseClass; readonly agency: string; readonly grounds?: Text }>
  | Event<'CauseContested', { readonly cause: CauseClass; readonly agency: string }>
  | Event<'CauseDecided', { readonly cause: CauseClass; readonly agency: string }>;

export type ApologyEvent =
  | Event<
      'ApologyTaskRaised',
      TaskRef & {
        readonly deadline: string;
        readonly breaches: readonly string[];
        readonly dueAt: Instant;
        readonly form: string;
      }
    >
  | Event<'ApologyTaskExtended', TaskRef & { readonly breach: string }>
  | Event<'ApologyDrafted', TaskRef & { readonly reasonClass: CauseClass; readonly newAppointmentAt: Instant | null }>
  | Event<'ApologySigned', TaskRef>
  | Event<
      'ApologyIssued',
      TaskRef & { readonly number: string; readonly newAppointmentAt: Instant | null; readonly reappointment: string | null }
    >
  | Event<'ApologyDelivered', TaskRef & { readonly channel: string }>
  | Event<'ApologyWaived', TaskRef & { readonly legalBasis: string }>
  | Event<'ApologyTaskWithdrawn', TaskRef>;

export type CareEvent = Event<'DossierAnnotated', object>;

export type DossierEvent = CourseEvent | NoticeEvent | KnowledgeEvent | CauseEvent | ApologyEvent | CareEvent;
