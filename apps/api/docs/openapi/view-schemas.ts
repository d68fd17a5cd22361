import { flag, instant, list, object, oneOf, orNull, type Schema, text, whole } from './schema.js';

const NEARNESS = oneOf('on-track', 'due-soon', 'overdue', 'paused', 'met', 'missed', 'none');
const TASK_STATUS = oneOf('owed', 'drafted', 'signed', 'issued', 'delivered', 'waived', 'withdrawn');
const KIND = oneOf('step', 'dossier', 'applicant', 'intake-review', 'apology');
const DEADLINE_STATE = oneOf('armed', 'due-soon', 'met', 'missed', 'paused', 'superseded');
const DOSSIER_REF = object({ id: text, code: text });

export const VIEWS: Readonly<Record<string, Schema>> = {
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
  InboxItem: object({
    dossier: DOSSIER_REF,
    procedure: text,
    receivingAgency: text,
    step: text,
    state: text,
    enteredAt: instant,
    deadlineState: NEARNESS,
    dueAt: orNull(instant),
    warnAt: orNull(instant),
    inTransit: flag,
  }),
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
