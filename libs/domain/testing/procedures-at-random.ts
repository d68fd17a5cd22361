import type { LegDefinition, ProcedureDefinition, SimpleState } from '../procedure/definition.js';
import { land, opinions } from './procedures.js';

/** Procedures that random courses are driven through: what the format allows, packed densely. */

const text = (en: string) => ({ vi: en, en });
const days = (value: number) => ({ value, unit: 'workingDay' as const });
const hours = (value: number) => ({ value, unit: 'workingHour' as const });
const READY: SimpleState = { party: 'desk', clock: 'stopped', portalStatus: 9, on: { 'return-result': { target: 'returned' } } };
const RETURNED = { type: 'final', outcome: 'completed', portalStatus: 10 } as const;
const parties: ProcedureDefinition['parties'] = {
  ...opinions.parties,
  applicant: { kind: 'applicant', name: text('Applicant') },
};

/** A leg of two states, the second handed over to another agency, which must acknowledge; the first one goes in circles. */
const checkedLeg = (party: string, second: string, onTimeout: LegDefinition['onTimeout'], mandatory: boolean): LegDefinition => ({
  mandatory,
  initial: 'look',
  states: {
    look: {
      party,
      handover: 'acknowledged',
      limit: days(2),
      on: { refer: { target: 'verify', event: 'Referred' }, answer: { target: 'done', event: 'AnsweredAtOnce' } },
    },
    verify: {
      party: second,
      handover: 'acknowledged',
      limit: hours(6),
      on: { confirm: { target: 'done', event: 'Verified' }, doubt: { target: 'look', event: 'Doubted' } },
    },
    done: { type: 'final' },
  },
  ...(onTimeout ? { onTimeout } : {}),
});

/** Everything comes back: to the desk, to a state with a fresh limit, to the parallel part; hand-overs inside legs; an acknowledged end. */
export const circles: ProcedureDefinition = {
  ...opinions,
  code: '9.900005',
  name: text('Circles'),
  timeLimit: { ...days(9), basis: 'nd-101' },
  committedLimit: { ...days(8), basis: 'nd-101' },
  parties,
  states: {
    received: { party: 'desk', limit: hours(4), portalStatus: 2, on: { send: { target: 'appraisal', event: 'Sent' } } },
    appraisal: {
      party: 'land-registry',
      handover: 'acknowledged',
      limit: days(2),
      portalStatus: 4,
      on: {
        back: { target: 'received', event: 'SentBack' },
        ask: { target: 'opinions', event: 'Asked' },
        rule: { target: 'decision', event: 'Ruled' },
      },
    },
    opinions: {
      type: 'parallel',
      portalStatus: 4,
      legs: {
        fire: checkedLeg('police', 'environment', undefined, true),
        planning: checkedLeg('planning', 'police', { policy: 'proceed-with-note' }, true),
        environment: checkedLeg('environment', 'planning', { policy: 'tacit-consent', basis: 'nd-101' }, false),
      },
      join: { target: 'decision', event: 'Gathered' },
    },
    decision: {
      party: 'land-registry',
      limit: days(2),
      limitOnReentry: 'fresh',
      portalStatus: 4,
      on: {
        reopen: { target: 'opinions', event: 'Reopened' },
        rework: { target: 'appraisal', event: 'Reworked' },
        'issue-result': { target: 'ready', results: ['certificate'] },
      },
    },
    ready: { ...READY, handover: 'acknowledged' },
    returned: RETURNED,
  },
};

const resultLeg = (party: string, clock: SimpleState['clock']): LegDefinition => ({
  mandatory: true,
  initial: 'work',
  states: {
    work: {
      party,
      limit: days(2),
      ...(clock ? { clock } : {}),
      on: { 'issue-result': { target: 'done', results: ['certificate'] }, again: { target: 'work', event: 'Repeated' } },
    },
    done: { type: 'final' },
  },
});

/** Several results: one in the middle, then one in each of two legs; one leg's time does not count for the dossier. */
export const severalResults: ProcedureDefinition = {
  ...opinions,
  code: '9.900007',
  name: text('Several results'),
  timeLimit: { ...days(6), basis: 'nd-101' },
  parties,
  states: {
    received: { party: 'desk', limit: hours(4), portalStatus: 2, on: { send: { target: 'first', event: 'Sent' } } },
    first: {
      party: 'land-registry',
      limit: days(1),
      portalStatus: 4,
      on: { 'issue-result': { target: 'rest', results: ['refusal-notice'] } },
    },
    rest: {
      type: 'parallel',
      portalStatus: 4,
      legs: { a: resultLeg('police', undefined), b: resultLeg('planning', 'excluded') },
      join: { target: 'ready', event: 'Finished' },
    },
    ready: READY,
    returned: RETURNED,
  },
};

/** By civil date, with a cut-off; an excluded step in calendar days, an applicant who pays within a month, a same-day step. */
export const civil: ProcedureDefinition = {
  ...severalResults,
  code: '9.900006',
  name: text('By civil date'),
  counting: { policy: 'CIVIL_DATE', cutoff: '15:00' },
  timeLimit: { ...days(4), basis: 'nd-101' },
  states: {
    received: {
      party: 'desk',
      limit: days(0),
      portalStatus: 2,
      on: { send: { target: 'work', event: 'Sent' }, bill: { target: 'payment', event: 'Billed' } },
    },
    work: {
      party: 'police',
      limit: days(2),
      portalStatus: 4,
      on: {
        ask: { target: 'abroad', event: 'AskedAbroad' },
        bill: { target: 'payment', event: 'Billed' },
        'issue-result': { target: 'ready', results: ['certificate'] },
        drop: { target: 'dropped', event: 'Dropped' },
      },
    },
    abroad: {
      party: 'planning',
      handover: 'acknowledged',
      clock: 'excluded',
      limit: { value: 3, unit: 'calendarDay' },
      portalStatus: 4,
      on: { answer: { target: 'work', event: 'AnsweredFromAbroad' } },
    },
    payment: {
      party: 'applicant',
      clock: 'paused',
      pauseReason: { code: 'financial-obligation', basis: 'nd-101' },
      limit: { value: 1, unit: 'month' },
      portalStatus: 6,
      on: { pay: { by: ['desk'], target: 'work', event: 'Paid' } },
    },
    ready: READY,
    returned: RETURNED,
    dropped: { type: 'final', outcome: 'void', portalStatus: 10 },
  },
};

export const PROCEDURES: readonly ProcedureDefinition[] = [land, opinions, circles, severalResults, civil];
