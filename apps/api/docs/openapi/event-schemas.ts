import { anything, day, flag, instant, list, object, oneOf, orNull, record, ref, type Schema, text, whole } from './schema.js';

/**
 * The data of every event of the engine (ruling 32), as the routes show it: what was sealed stands in its place, free texts
 * readable, the applicant masked. Events of procedures have the names that their actions and joins give them.
 */
const EVIDENCE: Readonly<Record<string, Schema>> = {
  'evidence?': object({ kind: oneOf('document', 'postal-scan', 'signature', 'statement'), 'reference?': text }),
};
const REASONED = { ...EVIDENCE, legalBasis: orNull(text), 'reason?': text };
const CHANNEL = oneOf('direct', 'online', 'post');
const CAUSE = oneOf('subjective', 'objective');
const LEG = object({
  part: text,
  name: text,
  'round?': whole,
  mandatory: flag,
  onTimeout: oneOf('escalate', 'proceed-with-note', 'tacit-consent'),
  'basis?': text,
});
const PAUSE = object({ code: text, basis: text, 'name?': ref('Text') });

const APPLICATION = {
  ...EVIDENCE,
  id: text,
  code: text,
  procedure: text,
  receivingAgency: text,
  channel: CHANNEL,
  returnChannel: CHANNEL,
  components: list(ref('Component')),
  facts: record(anything),
  'personalFacts?': list(text),
  'applicant?': ref('Applicant'),
};
const CALENDAR = { calendar: text, calendarRevision: text };
const DEADLINE = {
  deadline: text,
  kind: oneOf('step', 'dossier', 'applicant', 'intake-review', 'apology'),
  step: orNull(text),
  state: orNull(text),
  agency: orNull(text),
  version: whole,
};
const ARMED = object({ ...DEADLINE, dueAt: instant, warnAt: list(instant), provisional: flag });
const ESCALATION = object({ rung: whole, to: oneOf('officer', 'head', 'superior'), at: instant });
const BREACH = object({
  ...DEADLINE,
  dueAt: instant,
  noticed: oneOf('ring', 'on-completion', 'on-correction'),
  escalateAt: list(ESCALATION),
});
const SUPPLEMENT = object({
  ...EVIDENCE,
  supplement: text,
  step: orNull(text),
  items: list(object({ component: text, 'content?': text })),
  'reason?': text,
  legalBasis: orNull(text),
  pauses: flag,
  pauseBasis: orNull(text),
  respondBy: orNull(day),
});
const STEP_OF = object({ ...EVIDENCE, step: text, agency: orNull(text), 'reason?': text });
const PASSED_OVER = object({ step: text, part: text, leg: text, basis: orNull(text) });
const TASK = { task: text, agency: text };
const CAUSE_SAID = object({ cause: CAUSE, agency: text, 'grounds?': ref('Text'), 'ground?': text });

const COURSE: Readonly<Record<string, Schema>> = {
  DossierSubmitted: object({ ...APPLICATION, ...CALENDAR, parties: record(text) }),
  IntakeSupplementRequested: SUPPLEMENT,
  IntakeRefused: object(REASONED),
  DossierReceived: object({
    ...APPLICATION,
    ...CALENDAR,
    version: whole,
    hash: text,
    ruleSet: text,
    parties: record(text),
    lead: text,
    policy: oneOf('CIVIL_DATE', 'HOUR_EXACT'),
    cutoff: orNull(text),
    limit: ref('Limit'),
    statutoryLimit: ref('Limit'),
    promisedAt: instant,
    provisional: flag,
  }),
  StepEntered: object({
    ...CALENDAR,
    step: text,
    state: text,
    leg: orNull(LEG),
    party: text,
    agency: orNull(text),
    limit: orNull(ref('Limit')),
    mode: oneOf('running', 'paused', 'excluded', 'stopped'),
    pauseReason: orNull(PAUSE),
    clock: text,
    portalStatus: orNull(whole),
    handover: oneOf('none', 'pending'),
    sender: orNull(text),
    'acts?': list(text),
    'first?': flag,
  }),
  StepLeft: object({
    step: text,
    state: text,
    how: oneOf('ended', 'void'),
    'final?': object({ state: text, outcome: orNull(text), portalStatus: orNull(whole) }),
    'endsLeg?': flag,
  }),
  HandoverAcknowledged: STEP_OF,
  HandoverRejected: STEP_OF,
  HandedOverAgain: object({ ...EVIDENCE, ...CALENDAR, step: text, agency: orNull(text) }),
  OpinionDeemedGiven: PASSED_OVER,
  ProceededWithoutOpinion: PASSED_OVER,
  SupplementRequested: SUPPLEMENT,
  SupplementReceived: object({ ...EVIDENCE, supplement: text, components: list(ref('Component')) }),
  SupplementLapsed: object({ supplement: text }),
  ResultIssued: object({ ...EVIDENCE, step: text, result: text, outcome: text, last: flag, target: text, 'reference?': text }),
  ResultReturned: object({ ...EVIDENCE, step: text, channel: CHANNEL, target: text, 'proof?': text }),
  WithdrawalRequested: object(REASONED),
  WithdrawalDeclined: object(REASONED),
  DossierWithdrawn: object(REASONED),
  ProcessingStopped: object(REASONED),
};

const NOTICES: Readonly<Record<string, Schema>> = {
  DeadlineArmed: ARMED,
  ClockPaused: object({ ...DEADLINE, reason: text, basis: orNull(text) }),
  ClockResumed: ARMED,
  DueDateRevised: object({
    ...DEADLINE,
    dueAt: instant,
    warnAt: list(instant),
    provisional: flag,
    previousDueAt: orNull(instant),
  }),
  DeadlineMet: object({ ...DEADLINE, dueAt: orNull(instant), endedAt: instant }),
  DeadlineWarned: object({ ...DEADLINE, dueAt: instant, rung: whole }),
  StepBecameOverdue: BREACH,
  DossierBecameOverdue: BREACH,
  ApplicantLimitExpired: BREACH,
  DutyDeadlineMissed: BREACH,
  DeadlineEscalated: object({ ...DEADLINE, dueAt: instant, rung: whole, to: oneOf('officer', 'head', 'superior') }),
  BreachRescinded: object({ ...DEADLINE, dueAt: instant }),
};

const KNOWLEDGE: Readonly<Record<string, Schema>> = {
  CorrectionRequested: object({ ...EVIDENCE, correction: text, act: text, occurredAt: instant, agency: text }),
  CorrectionApproved: object({ correction: text, act: text, occurredAt: instant }),
  CorrectionRejected: object({ correction: text, act: text, 'reason?': text }),
  CalendarAdopted: object({ calendars: record(text) }),
  DossierMigrated: object({
    version: whole,
    hash: text,
    fromVersion: whole,
    legalBasis: text,
    limit: ref('Limit'),
    statutoryLimit: ref('Limit'),
    policy: oneOf('CIVIL_DATE', 'HOUR_EXACT'),
    stepLimits: record(orNull(ref('Limit'))),
  }),
  AgencySucceeded: object({ agency: text, successor: text }),
  CauseProposed: CAUSE_SAID,
  CauseContested: CAUSE_SAID,
  CauseDecided: CAUSE_SAID,
  DossierAnnotated: object({ 'text?': text }),
};

const APOLOGY: Readonly<Record<string, Schema>> = {
  ApologyTaskRaised: object({ ...TASK, deadline: text, breaches: list(text), dueAt: instant, form: text }),
  ApologyTaskExtended: object({ ...TASK, breach: text }),
  ApologyDrafted: object({ ...TASK, reasonClass: CAUSE, newAppointmentAt: orNull(instant), 'reason?': text }),
  ApologySigned: object(TASK),
  ApologyIssued: object({ ...TASK, number: text, newAppointmentAt: orNull(instant), reappointment: orNull(text) }),
  ApologyDelivered: object({ ...TASK, channel: text, 'proof?': text }),
  ApologyWaived: object({ ...TASK, legalBasis: text, 'reason?': text }),
  ApologyTaskWithdrawn: object(TASK),
};

export const EVENT_SCHEMAS: Readonly<Record<string, Schema>> = { ...COURSE, ...NOTICES, ...KNOWLEDGE, ...APOLOGY };
