import type { Day, Instant } from '@lien-thong/calendar';
import type { Actor } from '../decider.js';
import type { FactValue } from '../procedure/definition.js';
import type { Applicant, CauseClass, Channel, Component, Evidence } from './events.js';

/** What comes with every command: who, by which id, and when it happened, if not now. */
export interface Envelope {
  readonly commandId: string;
  readonly by: Actor;
  readonly occurredAt?: Instant;
  readonly evidence?: Evidence;
}
type Command<T extends string, D = object> = Envelope & { readonly type: T } & D;

export interface NewDossier {
  readonly id: string;
  readonly code: string;
  readonly procedure: string;
  readonly receivingAgency: string;
  readonly channel: Channel;
  readonly returnChannel: Channel;
  readonly applicant: Applicant;
  readonly components: readonly Component[];
  readonly parties: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, FactValue | null>>;
}

export type CreateDossier = Command<'create', { readonly dossier: NewDossier }>;
export type Receive = Command<'receive'>;
export type Refuse = Command<'refuse', { readonly reason: string; readonly legalBasis?: string }>;
export type TakeAction = Command<
  'take-action',
  {
    readonly action: string;
    readonly step?: string;
    readonly facts?: Readonly<Record<string, FactValue | null>>;
    readonly note?: string;
  }
>;
export type AcknowledgeHandover = Command<'acknowledge-handover', { readonly step?: string }>;
export type RejectHandover = Command<'reject-handover', { readonly step?: string; readonly reason: string }>;
export type HandOverAgain = Command<'hand-over-again', { readonly step?: string; readonly agency?: string }>;
export type RequestSupplement = Command<
  'request-supplement',
  {
    readonly step?: string;
    readonly items: readonly { readonly component: string; readonly content: string }[];
    readonly reason: string;
    readonly legalBasis?: string;
    readonly respondBy?: Day;
  }
>;
export type ReceiveSupplement = Command<'receive-supplement', { readonly components: readonly Component[] }>;
export type RequestWithdrawal = Command<'request-withdrawal', { readonly reason: string; readonly legalBasis?: string }>;
export type ConfirmWithdrawal = Command<'confirm-withdrawal', { readonly reason?: string; readonly legalBasis?: string }>;
export type DeclineWithdrawal = Command<'decline-withdrawal', { readonly reason: string; readonly legalBasis?: string }>;
export type Stop = Command<'stop', { readonly reason: string; readonly legalBasis?: string }>;
export type IssueResult = Command<
  'issue-result',
  { readonly step?: string; readonly result: string; readonly reference?: string }
>;
export type ReturnResult = Command<
  'return-result',
  { readonly step?: string; readonly channel: Channel; readonly proof?: string }
>;
interface CauseData {
  readonly cause: CauseClass;
  readonly agency: string;
  readonly ground: string;
}
export type ProposeCause = Command<'propose-cause', CauseData>;
export type ContestCause = Command<'contest-cause', CauseData>;
export type DecideCause = Command<'decide-cause', CauseData>;
export type RequestCorrection = Command<'request-correction', { readonly eventId: string; readonly claimedAt: Instant }>;
export type ApproveCorrection = Command<'approve-correction', { readonly correction: string }>;
export type RejectCorrection = Command<'reject-correction', { readonly correction: string; readonly reason: string }>;
export type Migrate = Command<'migrate', { readonly version: number; readonly legalBasis: string }>;
export type Annotate = Command<'annotate', { readonly text: string }>;
/** By the engine itself: an alarm rang, or the calendars have new decisions. */
export type Ring = Command<'ring', { readonly deadline: string; readonly version: number; readonly rung: string }>;
export type AdoptCalendar = Command<'adopt-calendar', { readonly calendars: Readonly<Record<string, string>> }>;

interface TaskRef {
  readonly task: string;
}
export type DraftApology = Command<
  'draft',
  TaskRef & { readonly reasonClass: CauseClass; readonly reason: string; readonly newAppointment?: Day }
>;
export type SignApology = Command<'sign', TaskRef>;
export type IssueApology = Command<'issue', TaskRef & { readonly number: string }>;
export type DeliverApology = Command<'record-delivery', TaskRef & { readonly channel: string; readonly proof?: string }>;
export type WaiveApology = Command<'waive', TaskRef & { readonly legalBasis: string; readonly reason: string }>;
export type ApologyCommand = DraftApology | SignApology | IssueApology | DeliverApology | WaiveApology;

export type DossierCommand =
  | CreateDossier
  | Receive
  | Refuse
  | TakeAction
  | AcknowledgeHandover
  | RejectHandover
  | HandOverAgain
  | RequestSupplement
  | ReceiveSupplement
  | RequestWithdrawal
  | ConfirmWithdrawal
  | DeclineWithdrawal
  | Stop
  | IssueResult
  | ReturnResult
  | ProposeCause
  | ContestCause
  | DecideCause
  | RequestCorrection
  | ApproveCorrection
  | RejectCorrection
  | Migrate
  | Annotate
  | Ring
  | AdoptCalendar
  | ApologyCommand;
