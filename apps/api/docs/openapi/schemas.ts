import { PROCEDURE_SCHEMA } from '@lien-thong/procedures';
import { PROBLEMS } from '../../problems/catalogue.js';
import { EVENT_SCHEMAS } from './event-schemas.js';
import { anything, day, flag, instant, list, minutes, object, oneOf, orNull, record, ref, type Schema, text, whole } from './schema.js';

const NEARNESS = oneOf('on-track', 'due-soon', 'overdue', 'paused', 'met', 'missed', 'none');
const TASK_STATUS = oneOf('owed', 'drafted', 'signed', 'issued', 'delivered', 'waived', 'withdrawn');
const KIND = oneOf('step', 'dossier', 'applicant', 'intake-review', 'apology');
const DEADLINE_STATE = oneOf('armed', 'due-soon', 'met', 'missed', 'paused', 'superseded');
const VERDICT = oneOf('open', 'open-late', 'on-time', 'early', 'late');
const DOSSIER_REF = object({ id: text, code: text });

const BASICS: Readonly<Record<string, Schema>> = {
  Text: object({ vi: text, en: text }),
  Limit: object({ value: { type: 'number' }, unit: oneOf('workingDay', 'workingHour', 'calendarDay', 'month') }),
  Component: object({ code: text, originals: whole, copies: whole, digitised: flag }),
  Applicant: object(
    { 'kind?': text, name: text, 'identifier?': text, 'phone?': text, 'email?': text, 'address?': text, 'masked?': flag, 'erased?': flag },
    'Masked everywhere but in `GET /dossiers/{id}?purpose=…`.',
  ),
  Actor: object({ subject: text, 'name?': text, agency: text, roles: list(text), 'onBehalfOf?': text }),
  FieldError: object({ pointer: text, code: text, messages: ref('Text') }),
  Problem: object(
    { type: text, title: text, status: whole, detail: text, code: ref('ProblemCode'), messages: ref('Text'), 'errors?': list(ref('FieldError')) },
    'RFC 9457; a code brings facts of its own, such as `allowed`, `currentRevision`, `findings`.',
  ),
  ProblemCode: { type: 'string', enum: Object.keys(PROBLEMS) },
  Page: object({ next: orNull(text) }, 'The cursor of the next page; null at the end.'),
  At: object({ position: orNull(text) }, 'What the answer reflects. Opaque.'),
  Finding: object({ code: text, severity: oneOf('error', 'warning'), pointer: text, messages: ref('Text') }),
  Procedure: PROCEDURE_SCHEMA,
};

const STEP = object({
  id: text,
  state: text,
  leg: orNull(text),
  party: text,
  agency: orNull(text),
  enteredAt: instant,
  leftAt: orNull(instant),
  dueAt: orNull(instant),
  clock: oneOf('running', 'paused', 'excluded', 'none'),
  deadlineState: NEARNESS,
  'handover?': oneOf('pending', 'acknowledged', 'rejected'),
  'acknowledgedAt?': instant,
});
const CLOCK = object({
  state: oneOf('running', 'paused', 'stopped'),
  reason: orNull(text),
  dueAt: orNull(instant),
  statutoryDueAt: orNull(instant),
  allotted: ref('Limit'),
  consumedMinutes: minutes,
  remainingMinutes: minutes,
  overrunMinutes: minutes,
  pausedMinutes: minutes,
  excludedMinutes: minutes,
  provisional: flag,
});
const DOSSIER_MEMBERS = {
  id: text,
  code: text,
  revision: whole,
  status: oneOf('submitted', 'refused', 'in-progress', 'awaiting-applicant', 'result-issued', 'returned', 'withdrawn', 'stopped'),
  portalStatus: { type: 'integer', minimum: 1, maximum: 10 },
  procedure: object({ code: text, version: orNull(whole), name: ref('Text') }),
  ruleSet: orNull(text),
  receivedAt: orNull(instant),
  submittedAt: orNull(instant),
  receivingAgency: text,
  lead: orNull(text),
  parties: record(text),
  channel: text,
  returnChannel: text,
  components: list(ref('Component')),
  facts: record(anything),
  appointment: orNull(object({ promisedAt: instant, currentAt: instant, reappointments: whole, provisional: flag })),
  clock: orNull(CLOCK),
  activeStates: list(text),
  supplements: list(
    object({ id: text, step: orNull(text), items: list(object({ component: text })), pauses: flag, respondBy: orNull(day), requestedAt: instant, closedAt: orNull(instant), outcome: orNull(text) }),
  ),
  results: list(object({ code: text, outcome: text, issuedAt: instant })),
  verdict: object({ byFact: VERDICT, byRecord: VERDICT, asReappointed: oneOf('on-time', 'late', null) }),
  corrections: list(object({ id: text, eventId: orNull(text), occurredAt: instant, status: oneOf('pending', 'approved', 'rejected'), agency: text })),
  apologyTasks: list(object({ id: text, status: TASK_STATUS, agency: text, dueAt: instant, newAppointmentAt: orNull(instant) })),
  outcome: orNull(text),
  applicant: ref('Applicant'),
};

const EVENT_MEMBERS = {
  revision: whole,
  id: text,
  type: { type: 'string', description: 'An event of the engine (see the schemas `…Data`) or one that the procedure names.' },
  occurredAt: instant,
  recordedAt: instant,
  actor: ref('Actor'),
  data: anything,
  hash: text,
  prevHash: text,
};

const DOSSIERS: Readonly<Record<string, Schema>> = {
  Dossier: object({ ...DOSSIER_MEMBERS, steps: list(STEP), 'receipt?': object({ secret: text }, 'In the first answer and its replays only.') }),
  DossierInList: object(DOSSIER_MEMBERS),
  Event: object(EVENT_MEMBERS),
  FeedItem: object({ ...EVENT_MEMBERS, position: text, dossier: DOSSIER_REF }),
  CommandAnswer: object({
    commandId: text,
    revision: whole,
    position: orNull(text),
    events: list(anything),
    dossier: ref('Dossier'),
    'task?': ref('Task'),
  }),
  PossibleAction: object({
    type: text,
    'action?': text,
    'step?': text,
    'correction?': text,
    'task?': text,
    name: ref('Text'),
    allowed: flag,
    reasons: list(object({ code: text, 'facts?': record(anything) })),
    'requires?': list(text),
    'results?': list(text),
  }),
  TimelineEntry: object({ kind: text, from: instant, to: orNull(instant) }),
  Deadline: object({
    id: text,
    kind: KIND,
    step: orNull(text),
    stepState: orNull(text),
    party: orNull(text),
    agency: orNull(text),
    startedAt: orNull(instant),
    dueAt: orNull(instant),
    endedAt: orNull(instant),
    state: DEADLINE_STATE,
    overdue: flag,
    version: whole,
    warnAt: orNull(instant),
    provisional: flag,
    pausedFor: orNull(object({ reason: text, basis: orNull(text) })),
    remainingMinutes: minutes,
    overrunMinutes: minutes,
    breach: orNull(object({ id: text, noticedAt: instant, escalations: list(object({ rung: whole, to: text, at: instant, done: flag })) })),
  }),
  Explanation: object({
    start: instant,
    takenAt: instant,
    countedFrom: instant,
    startRule: anything,
    policy: oneOf('CIVIL_DATE', 'HOUR_EXACT', null),
    limit: orNull(ref('Limit')),
    cutoff: orNull(text),
    days: list(object({ date: day, counted: flag, minutes: whole, why: anything, source: anything })),
    pauses: list(object({ from: instant, to: orNull(instant) })),
    dueAt: orNull(instant),
    provisional: flag,
    calendar: text,
    calendarRevision: text,
  }),
  Accountability: object({ overrunMinutes: minutes, shares: list(anything), pausedMinutes: minutes, excludedMinutes: minutes, cause: orNull(anything) }),
  Change: object({ path: text, label: ref('Text'), from: anything, to: anything }),
};

const VIEWS: Readonly<Record<string, Schema>> = {
  DeadlineInList: object({
    dossier: DOSSIER_REF,
    procedure: text,
    receivingAgency: text,
    id: text,
    kind: KIND,
    step: orNull(text),
    stepState: orNull(text),
    agency: orNull(text),
    version: whole,
    dueAt: orNull(instant),
    warnAt: orNull(instant),
    missedAt: orNull(instant),
    state: DEADLINE_STATE,
    overdue: flag,
    provisional: flag,
  }),
  DeadlineCount: object({ key: orNull(text), total: whole, overdue: whole }),
  InboxItem: object({ dossier: DOSSIER_REF, procedure: text, receivingAgency: text, step: text, state: text, deadlineState: NEARNESS, dueAt: orNull(instant), inTransit: flag }),
  Task: object({
    id: text,
    status: TASK_STATUS,
    dossier: DOSSIER_REF,
    agency: text,
    breaches: list(text),
    raisedAt: instant,
    dueAt: instant,
    overdue: flag,
    form: text,
    newAppointmentAt: orNull(instant),
    'number?': text,
  }),
};

const CATALOGUE: Readonly<Record<string, Schema>> = {
  Agency: object({
    code: text,
    name: ref('Text'),
    kind: oneOf('one-stop', 'competent', 'consulted', 'other'),
    superior: orNull(text),
    calendar: orNull(text),
    serves: record(list(text)),
    validFrom: day,
    validTo: orNull(day),
    successor: orNull(text),
  }),
  Calendar: object({ id: text, name: ref('Text'), parent: orNull(text), coveredUntil: orNull(day), revision: text }),
  DayDecision: object({ date: day, kind: oneOf('off', 'work', 'half'), reason: text, source: anything, confirmed: flag }),
  Party: object({ key: text, kind: text, name: ref('Text'), procedures: list(text) }),
  RuleSet: object({ id: text, name: ref('Text'), validFrom: day, validTo: orNull(day), basis: list(text), parameters: record(object({ value: anything, source: text, verified: flag })) }),
  Readiness: object({ status: oneOf('ready', 'not-ready'), checks: list(object({ name: text, ok: flag, detail: text })) }),
};

/** The events' data under their type's name and `Data`. */
const EVENT_DATA = Object.fromEntries(Object.entries(EVENT_SCHEMAS).map(([type, schema]) => [`${type}Data`, schema]));

export const SCHEMAS: Readonly<Record<string, Schema>> = { ...BASICS, ...DOSSIERS, ...VIEWS, ...CATALOGUE, ...EVENT_DATA };
