import type { Descriptions, QueryParameter } from './description.js';
import { instant, list, object, oneOf, ref, text, whole } from './schema.js';

const NEARNESS = ['on-track', 'due-soon', 'overdue', 'paused', 'met', 'missed', 'none'];
const commas = (values: readonly string[]): QueryParameter => ({
  schema: text,
  description: `One or several of ${values.join(', ')}, by commas.`,
});
const moment: QueryParameter = { schema: text, description: 'An instant, or a day.' };
const FEED_QUERY = {
  after: { schema: text, description: 'The position after which to go on; without it, the beginning.' },
  types: {
    schema: text,
    description: 'Event types, by commas; unknown ones match nothing.',
    example: 'DossierReceived,StepBecameOverdue',
  },
};

export const LIST_ROUTES: Descriptions = {
  'GET /api/v1/dossiers': {
    tag: 'dossiers',
    summary: { vi: 'Danh sách hồ sơ', en: 'Dossiers' },
    notes: "Those in which the caller's agency takes part. `q` finds by code or its start, and by whole words of the applicant.",
    listed: true,
    query: {
      status: commas([
        'submitted',
        'refused',
        'in-progress',
        'awaiting-applicant',
        'result-issued',
        'returned',
        'withdrawn',
        'stopped',
      ]),
      deadlineState: commas(NEARNESS),
      agency: { schema: text, description: 'The present holder.' },
      receivingAgency: { schema: text },
      participant: { schema: text },
      procedure: { schema: text },
      receivedFrom: moment,
      receivedTo: moment,
      dueFrom: moment,
      dueTo: moment,
      q: { schema: text },
      sort: { schema: oneOf('receivedAt', '-receivedAt', 'dueAt', '-dueAt') },
    },
    answer: { status: 200, schema: ref('DossierInList') },
  },
  'GET /api/v1/audit/accesses': {
    tag: 'dossiers',
    summary: { vi: 'Ai đã xem dữ liệu cá nhân của hồ sơ', en: 'Who read the personal data of a dossier, and for what purpose' },
    query: { dossier: { schema: text }, limit: { schema: { type: 'integer', minimum: 1, maximum: 200 } } },
    answer: {
      status: 200,
      schema: object({
        data: {
          type: 'array',
          items: object({
            at: text,
            subject: text,
            agency: text,
            dossier: text,
            fields: { type: 'array', items: text },
            purpose: text,
          }),
        },
      }),
    },
  },
  'GET /api/v1/inbox': {
    tag: 'dossiers',
    summary: { vi: 'Việc chờ cơ quan tôi', en: "Open steps of the caller's agency, most urgent first" },
    listed: true,
    query: {
      state: { schema: text },
      procedure: { schema: text },
      handover: { schema: oneOf('none', 'pending', 'acknowledged', 'rejected') },
    },
    answer: { status: 200, schema: ref('InboxItem') },
  },
  'GET /api/v1/deadlines': {
    tag: 'deadlines',
    summary: { vi: 'Danh sách thời hạn', en: 'Deadlines' },
    listed: true,
    query: {
      state: { schema: oneOf('armed', 'due-soon', 'overdue', 'missed', 'met', 'paused', 'superseded') },
      agency: { schema: text },
      kind: { schema: oneOf('step', 'dossier', 'applicant', 'intake-review', 'apology') },
      procedure: { schema: text },
      dueFrom: moment,
      dueTo: moment,
    },
    answer: { status: 200, schema: ref('DeadlineInList') },
  },
  'GET /api/v1/deadlines/summary': {
    tag: 'deadlines',
    summary: { vi: 'Tổng hợp thời hạn', en: 'Deadlines counted' },
    notes: 'A superior agency sees those of the agencies below it, as aggregates.',
    query: { groupBy: { schema: oneOf('agency', 'procedure', 'state') }, atLeast: { schema: text } },
    answer: { status: 200, schema: object({ data: list(ref('DeadlineCount')), at: ref('At') }) },
    problems: ['parameter-invalid', 'view-behind', 'as-of-not-supported'],
  },
  'GET /api/v1/events': {
    tag: 'events',
    summary: { vi: 'Dòng sự kiện', en: 'The event feed' },
    notes:
      'For officers, heads, integrations and auditors: the events of dossiers that the caller may read now. `page.next` is null at the end of the log; ask again later with ' +
      '`after` = `at.position`. A page may be empty and still have a `next`: a request looks at a bounded part of the log. A dossier that comes into sight late has its earlier events in `GET /dossiers/{id}/events`.',
    query: { ...FEED_QUERY, limit: { schema: { ...whole, minimum: 1, maximum: 200 }, example: 100 } },
    answer: { status: 200, schema: object({ data: list(ref('FeedItem')), page: ref('Page'), at: ref('At') }) },
    problems: ['cursor-invalid', 'parameter-invalid', 'as-of-not-supported'],
  },
  'GET /api/v1/events/stream': {
    tag: 'events',
    summary: { vi: 'Sự kiện tức thời (SSE)', en: 'The feed as it happens (server-sent events)' },
    notes:
      '`id:` is the position, `event:` the type, `data:` the item of the feed. Resumes by `Last-Event-ID`, else by `after`. Ends when the token does; a client that takes nothing for 30 s is dropped.',
    query: FEED_QUERY,
    answer: { status: 200, type: 'text/event-stream' },
    problems: ['cursor-invalid', 'parameter-invalid', 'too-many-requests'],
  },
  'GET /api/v1/test-clock': {
    tag: 'sandbox',
    summary: { vi: 'Đồng hồ thử nghiệm', en: 'The sandbox clock' },
    answer: { status: 200, schema: object({ now: instant }) },
    problems: ['route-unknown'],
  },
};
