import { civilStatusCopies } from '@lien-thong/procedures';
import { AgencyBody } from '../../agencies/agency-body.js';
import { CalendarBody, DayDecisionBody, ImpactPreviewBody } from '../../calendars/calendar-bodies.js';
import { CalculationBody } from '../../deadline-calculations/calculation-body.js';
import type { Description, Descriptions } from './description.js';
import { ADVANCES, AGENCY, CALCULATIONS, CALENDARS, DAYS, PREVIEWS } from './examples.js';
import { schemaOfBody } from './of-body.js';
import { anything, flag, instant, list, object, oneOf, orNull, ref, type Schema, text, whole } from './schema.js';

const all = (schema: Schema): Schema => object({ data: list(schema), page: ref('Page') });
const tagged =
  (tag: string) =>
  (vi: string, en: string, schema: Schema, more: Partial<Description> = {}): Description => ({
    tag,
    summary: { vi, en },
    answer: { status: 200, schema },
    ...more,
  });
const procedures = tagged('procedures');
const agencies = tagged('agencies');
const calendars = tagged('calendars');

const EXAMPLE_PROCEDURE = {
  copies: {
    summary: 'Certified copies, in a later version',
    value: { ...civilStatusCopies, version: 2, effectiveFrom: '2026-07-01' },
  },
};
const diagram = (en: string, type: string): Description => ({
  tag: 'procedures',
  summary: { vi: 'Sơ đồ thủ tục', en },
  answer: { status: 200, type },
  problems: ['not-found'],
});
const VERSION = '/api/v1/procedures/:code/versions/:version';

export const CATALOGUE_ROUTES: Descriptions = {
  'GET /api/v1/procedures': procedures(
    'Danh mục thủ tục',
    'Procedures with their versions',
    all(
      object({
        code: text,
        name: ref('Text'),
        field: text,
        newestVersion: whole,
        inForce: orNull(whole),
        versions: list(anything),
      }),
    ),
  ),
  [`GET ${VERSION}`]: procedures(
    'Một phiên bản thủ tục',
    'One version, for ever as it was published',
    object({
      code: text,
      version: whole,
      publication: object({ hash: text, publishedAt: instant, findings: list(ref('Finding')) }),
    }),
    { problems: ['not-found'] },
  ),
  'POST /api/v1/procedures': {
    ...procedures('Công bố thủ tục', 'Publish a version', object({ code: text, version: whole, publication: anything })),
    records: 'once',
    body: { schema: ref('Procedure'), examples: EXAMPLE_PROCEDURE },
    answer: { status: 201, schema: object({ code: text, version: whole, publication: anything }) },
    problems: ['procedure-faulty'],
  },
  'POST /api/v1/procedures/validations': procedures(
    'Kiểm tra định nghĩa',
    'Analyse a definition, publish nothing',
    object({ valid: flag, findings: list(ref('Finding')), hash: orNull(text) }),
    {
      body: { schema: { type: 'object' }, examples: EXAMPLE_PROCEDURE },
    },
  ),
  [`GET ${VERSION}/diagram.svg`]: diagram('The version drawn', 'image/svg+xml'),
  [`GET ${VERSION}/diagram.mmd`]: diagram('The version as mermaid', 'text/vnd.mermaid'),
  [`GET ${VERSION}/diagram.json`]: {
    ...diagram('The version as a graph', ''),
    answer: { status: 200, schema: object({ nodes: list(anything), edges: list(anything) }) },
  },
  'GET /api/v1/parties': procedures('Các vai trò', 'The vocabulary of `serves`', all(ref('Party'))),
  'GET /api/v1/agencies': agencies('Danh bạ cơ quan', 'The directory', all(ref('Agency'))),
  'GET /api/v1/agencies/:code': agencies('Một cơ quan', 'One agency', ref('Agency'), { problems: ['not-found'] }),
  'PUT /api/v1/agencies/:code': agencies('Đăng ký cơ quan', 'Enter an agency', ref('Agency'), {
    body: { schema: schemaOfBody(AgencyBody), examples: AGENCY },
    problems: ['agency-code-invalid', 'calendar-unknown', 'validity-invalid'],
  }),
  'GET /api/v1/calendars': calendars('Các lịch làm việc', 'Calendars', all(ref('Calendar'))),
  'GET /api/v1/calendars/:id': calendars('Một lịch', 'One calendar, a year of it', ref('Calendar'), {
    query: { year: { schema: text, example: '2026' } },
    problems: ['not-found', 'parameter-invalid'],
  }),
  'PUT /api/v1/calendars/:id': calendars('Lập lịch', 'Make or alter a layer', ref('Calendar'), {
    body: { schema: schemaOfBody(CalendarBody), examples: CALENDARS },
    problems: ['calendar-unknown', 'calendar-invalid', 'calendar-id-invalid', 'calendar-parent-fixed'],
  }),
  'PUT /api/v1/calendars/:id/days/:date': calendars(
    'Quyết định về một ngày',
    'Decide a day; open dossiers follow',
    object({ calendar: text, revision: text, day: ref('DayDecision'), reachedDossiers: whole }),
    {
      body: { schema: schemaOfBody(DayDecisionBody), examples: DAYS },
      problems: ['not-found', 'calendar-invalid'],
    },
  ),
  'POST /api/v1/calendars/:id/impact-previews': calendars(
    'Xem trước ảnh hưởng',
    'Which dossiers a decision would move',
    object({ calendar: text, revision: text, day: ref('DayDecision'), affectedDossiers: whole, data: list(anything) }),
    {
      body: { schema: schemaOfBody(ImpactPreviewBody), examples: PREVIEWS },
      problems: ['not-found', 'calendar-invalid'],
    },
  ),
  'GET /api/v1/rule-sets': calendars('Các bộ quy định', 'Rule sets', all(ref('RuleSet')), { tag: 'rule-sets' }),
  'GET /api/v1/rule-sets/:id': calendars('Một bộ quy định', 'Every parameter with its source', ref('RuleSet'), {
    tag: 'rule-sets',
    problems: ['not-found'],
  }),
  'POST /api/v1/deadline-calculations': calendars(
    'Tính thời hạn',
    'Reckon a limit, and why',
    object({ dueAt: orNull(instant), provisional: flag, explanation: ref('Explanation') }),
    {
      tag: 'deadlines',
      body: { schema: schemaOfBody(CalculationBody), examples: CALCULATIONS },
      problems: ['agency-unknown', 'limit-out-of-range', 'limit-not-countable', 'pause-invalid'],
    },
  ),
  'POST /api/v1/test-clock/advances': {
    tag: 'sandbox',
    summary: { vi: 'Chỉnh đồng hồ thử nghiệm', en: 'Move the sandbox clock forward' },
    notes: 'Answers when every alarm due by then has been handled. Without `LIEN_THONG_CLOCK=test` there is no such route.',
    body: {
      schema: object({
        'to?': text,
        'by?': object({ value: { type: 'number' }, unit: oneOf('workingDay', 'workingHour', 'calendarDay', 'month') }),
      }),
      examples: ADVANCES,
    },
    answer: { status: 200, schema: object({ now: instant }) },
    problems: ['no-deadline', 'clock-backwards', 'route-unknown'],
  },
};
