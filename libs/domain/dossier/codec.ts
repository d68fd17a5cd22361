import type { ActionFacts, DossierEvent } from './events.js';

/** The engine's own event types. Any other type in a dossier's log is an action or a join of its procedure. */
export const ENGINE_EVENTS = [
  'DossierSubmitted',
  'IntakeSupplementRequested',
  'IntakeRefused',
  'DossierReceived',
  'StepEntered',
  'StepLeft',
  'HandoverAcknowledged',
  'HandoverRejected',
  'HandedOverAgain',
  'OpinionDeemedGiven',
  'ProceededWithoutOpinion',
  'SupplementRequested',
  'SupplementReceived',
  'SupplementLapsed',
  'ResultIssued',
  'ResultReturned',
  'WithdrawalRequested',
  'WithdrawalDeclined',
  'DossierWithdrawn',
  'ProcessingStopped',
  'DutyDeadlineMissed',
  'DeadlineArmed',
  'ClockPaused',
  'ClockResumed',
  'DueDateRevised',
  'DeadlineMet',
  'DeadlineWarned',
  'StepBecameOverdue',
  'DossierBecameOverdue',
  'ApplicantLimitExpired',
  'DeadlineEscalated',
  'BreachRescinded',
  'LatenessAttributed',
  'CorrectionRequested',
  'CorrectionApproved',
  'CorrectionRejected',
  'CalendarAdopted',
  'DossierMigrated',
  'AgencySucceeded',
  'CauseProposed',
  'CauseContested',
  'CauseDecided',
  'ApologyTaskRaised',
  'ApologyTaskExtended',
  'ApologyDrafted',
  'ApologySigned',
  'ApologyIssued',
  'ApologyDelivered',
  'ApologyWaived',
  'ApologyTaskWithdrawn',
  'DossierAnnotated',
  'ActionTaken',
  'LegsJoined',
] as const;

const known: ReadonlySet<string> = new Set(ENGINE_EVENTS);

/** Actions and joins are recorded under the names that their procedure gives them, so that subscribers can filter on these. */
export const encode = (event: DossierEvent): { type: string; data: object } => {
  if (event.type !== 'ActionTaken' && event.type !== 'LegsJoined') return { type: event.type, data: event.data };
  const { name, ...data } = event.data;
  return { type: name, data };
};

export const decode = ({ type, data }: { readonly type: string; readonly data: unknown }): DossierEvent => {
  if (known.has(type)) return { type, data } as DossierEvent;
  const facts = data as Omit<ActionFacts, 'name'>;
  return 'part' in facts
    ? ({ type: 'LegsJoined', data: { ...facts, name: type } } as unknown as DossierEvent)
    : { type: 'ActionTaken', data: { ...facts, name: type } };
};
