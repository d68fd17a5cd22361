import { COMMAND_DATA, CreateDossierBody, EvidenceBody, TASK_DATA } from '../../dossiers/bodies.js';
import type { Description, Descriptions } from './description.js';
import { COMMANDS, NEW_DOSSIERS, TASK_COMMANDS } from './examples.js';
import { schemaOfBody } from './of-body.js';
import { instant, list, object, oneOf, ref, type Schema, text, whole } from './schema.js';

const TAG = 'dossiers';
const data = (items: string): Schema => object({ data: list(ref(items)) });

/** `{ type, data, occurredAt?, evidence? }`, with the data of each type. */
const envelope = (table: Readonly<Record<string, new () => object>>): Schema => ({
  oneOf: Object.entries(table).map(([type, body]) => ({
    title: type,
    ...object({
      type: { const: type },
      'data?': schemaOfBody(body),
      'occurredAt?': instant,
      'evidence?': schemaOfBody(EvidenceBody),
    }),
  })),
});

const read = (vi: string, en: string, schema: Schema, more: Partial<Description> = {}): Description => ({
  tag: TAG,
  summary: { vi, en },
  past: true,
  answer: { status: 200, schema },
  problems: ['dossier-not-found', 'as-of-in-future'],
  ...more,
});

export const DOSSIER_ROUTES: Descriptions = {
  'POST /api/v1/dossiers': {
    tag: TAG,
    summary: { vi: 'Tiếp nhận hồ sơ', en: 'Receive a dossier' },
    notes:
      'By reception or an integration of `receivingAgency`. With `channel: online` it is submitted, and waits for the command `receive`.',
    records: 'versioned',
    body: { schema: schemaOfBody(CreateDossierBody), examples: NEW_DOSSIERS },
    answer: { status: 201, schema: ref('Dossier') },
    problems: [
      'procedure-unknown',
      'component-not-declared',
      'component-missing',
      'party-unresolved',
      'fact-not-declared',
      'fact-invalid',
      'code-taken',
      'evidence-required',
      'occurred-in-future',
    ],
  },
  'POST /api/v1/dossiers/:id/commands': {
    tag: TAG,
    summary: { vi: 'Ra lệnh trên hồ sơ', en: 'Command a dossier' },
    records: 'versioned',
    body: { schema: envelope(COMMAND_DATA), examples: COMMANDS },
    answer: { status: 201, schema: ref('CommandAnswer') },
    problems: [
      'dossier-not-found',
      'command-unknown',
      'action-not-allowed',
      'action-reserved',
      'agency-not-responsible',
      'dossier-not-in-progress',
      'handover-not-acknowledged',
      'supplement-open',
      'result-already-issued',
      'guard-not-satisfied',
      'fact-required',
      'result-not-declared',
      'step-required',
      'step-unknown',
      'evidence-required',
      'occurred-in-future',
      'occurred-out-of-order',
      'same-person',
      'too-many-races',
    ],
  },
  'GET /api/v1/dossiers/:id': read('Xem hồ sơ', 'Read a dossier', ref('Dossier'), {
    notes:
      'With `purpose`, reception and officers of the holder and of the receiving agency see the applicant unmasked; the access is recorded.',
    query: { purpose: { schema: text, description: 'Why the applicant must be seen.', example: 'Gọi điện cho người nộp' } },
  }),
  'GET /api/v1/dossiers/:id/actions': read(
    'Những việc làm được lúc này, và vì sao không',
    'What the caller could do now, and why not for the rest',
    data('PossibleAction'),
  ),
  'GET /api/v1/dossiers/:id/events': read('Mọi sự kiện đã ghi', 'Every recorded event', data('Event')),
  'GET /api/v1/dossiers/:id/timeline': read('Diễn biến bằng lời', 'The course in words', data('TimelineEntry')),
  'GET /api/v1/dossiers/:id/deadlines': read('Mọi thời hạn của hồ sơ', 'Every deadline of the dossier', data('Deadline')),
  'GET /api/v1/dossiers/:id/deadlines/:deadline/explanation': read(
    'Vì sao hạn rơi vào ngày đó',
    'Why a deadline falls where it does',
    ref('Explanation'),
    {
      problems: ['dossier-not-found', 'deadline-unknown', 'as-of-in-future'],
    },
  ),
  'GET /api/v1/dossiers/:id/accountability': read(
    'Thời gian và trách nhiệm',
    'Time used, and who answers for lateness',
    ref('Accountability'),
  ),
  'GET /api/v1/dossiers/:id/diff': read(
    'Thay đổi giữa hai lần sửa',
    'What changed between two revisions',
    object({ from: whole, to: whole, data: list(ref('Change')) }),
    {
      query: { from: { schema: whole, example: 0 }, to: { schema: whole, example: 1 } },
      problems: ['dossier-not-found', 'parameter-invalid'],
    },
  ),
};

export const TASK_ROUTES: Descriptions = {
  'GET /api/v1/apology-tasks': {
    tag: 'apologies',
    summary: { vi: 'Danh sách phiếu xin lỗi', en: 'Apology tasks' },
    listed: true,
    query: {
      status: { schema: text, description: 'One or several, by commas.', example: 'owed,drafted' },
      agency: { schema: text },
      overdue: { schema: oneOf('true', 'false') },
    },
    answer: { status: 200, schema: ref('Task') },
  },
  'GET /api/v1/apology-tasks/:task': {
    tag: 'apologies',
    summary: { vi: 'Xem phiếu xin lỗi', en: 'Read an apology task' },
    answer: { status: 200, schema: ref('Task') },
    problems: ['task-unknown'],
  },
  'POST /api/v1/apology-tasks/:task/commands': {
    tag: 'apologies',
    summary: { vi: 'Dự thảo, ký, ban hành, giao thư xin lỗi', en: 'Draft, sign, issue and deliver a letter of apology' },
    records: 'once',
    body: { schema: envelope(TASK_DATA), examples: TASK_COMMANDS },
    answer: { status: 201, schema: ref('CommandAnswer') },
    problems: [
      'task-unknown',
      'task-not-in-state',
      'same-person',
      'new-appointment-invalid',
      'reappointment-limit-reached',
      'command-unknown',
    ],
  },
};
