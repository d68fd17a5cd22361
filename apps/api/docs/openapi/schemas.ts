import { PROCEDURE_SCHEMA } from '@lien-thong/procedures';
import { PROBLEMS } from '../../problems/catalogue.js';
import { DOSSIERS } from './dossier-schemas.js';
import { EVENT_SCHEMAS } from './event-schemas.js';
import { anything, day, flag, list, object, oneOf, orNull, record, ref, type Schema, text, whole } from './schema.js';
import { VIEWS } from './view-schemas.js';
import { WEBHOOK_SCHEMAS } from './webhook-routes.js';

const BASICS: Readonly<Record<string, Schema>> = {
  Text: object({ vi: text, en: text }),
  Limit: object({ value: { type: 'number' }, unit: oneOf('workingDay', 'workingHour', 'calendarDay', 'month') }),
  Component: object({ code: text, originals: whole, copies: whole, digitised: flag }),
  Applicant: object(
    {
      'kind?': text,
      name: text,
      'identifier?': text,
      'phone?': text,
      'email?': text,
      'address?': text,
      'masked?': flag,
      'erased?': flag,
    },
    'Masked everywhere but in `GET /dossiers/{id}?purpose=…`.',
  ),
  Actor: object({ subject: text, 'name?': text, agency: text, roles: list(text), 'onBehalfOf?': text }),
  FieldError: object({ pointer: text, code: text, messages: ref('Text') }),
  Problem: object(
    {
      type: text,
      title: text,
      status: whole,
      detail: text,
      code: ref('ProblemCode'),
      messages: ref('Text'),
      'errors?': list(ref('FieldError')),
    },
    'RFC 9457; a code brings facts of its own, such as `allowed`, `currentRevision`, `findings`.',
  ),
  ProblemCode: { type: 'string', enum: Object.keys(PROBLEMS) },
  Page: object({ next: orNull(text) }, 'The cursor of the next page; null at the end.'),
  At: object({ position: orNull(text) }, 'What the answer reflects. Opaque.'),
  Finding: object({ code: text, severity: oneOf('error', 'warning'), pointer: text, messages: ref('Text') }),
  Procedure: PROCEDURE_SCHEMA,
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
    'mailbox?': text,
  }),
  Calendar: object({ id: text, name: ref('Text'), parent: orNull(text), coveredUntil: orNull(day), revision: text }),
  DayDecision: object({ date: day, kind: oneOf('off', 'work', 'half'), reason: text, source: anything, confirmed: flag }),
  Party: object({ key: text, kind: text, name: ref('Text'), procedures: list(text) }),
  RuleSet: object({
    id: text,
    name: ref('Text'),
    validFrom: day,
    validTo: orNull(day),
    basis: list(text),
    parameters: record(object({ value: anything, source: text, verified: flag })),
  }),
  Readiness: object({ status: oneOf('ready', 'not-ready'), checks: list(object({ name: text, ok: flag, detail: text })) }),
};

/** The events' data under their type's name and `Data`. */
const EVENT_DATA = Object.fromEntries(Object.entries(EVENT_SCHEMAS).map(([type, schema]) => [`${type}Data`, schema]));

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  ...BASICS,
  ...DOSSIERS,
  ...VIEWS,
  ...CATALOGUE,
  ...WEBHOOK_SCHEMAS,
  ...EVENT_DATA,
};
