import type { Route } from '../../http/problem-adapter.js';
import { PROBLEMS, type ProblemCode } from '../../problems/catalogue.js';
import { Problem, problemDocument } from '../../problems/problem.js';
import answers from '../data/answers.json' with { type: 'json' };
import { CATALOGUE_ROUTES } from './catalogue-routes.js';
import type { Description, Descriptions } from './description.js';
import { DOSSIER_ROUTES, TASK_ROUTES } from './dossier-routes.js';
import { LIST_ROUTES } from './list-routes.js';
import { OPERATION_ROUTES } from './operation-routes.js';
import { parametersOf } from './parameters.js';
import { list, object, ref, type Schema } from './schema.js';
import { SCHEMAS } from './schemas.js';
import { NOTIFICATION_ROUTES, WEBHOOK_ROUTES } from './webhook-routes.js';

export const DESCRIPTIONS: Descriptions = {
  ...DOSSIER_ROUTES,
  ...TASK_ROUTES,
  ...LIST_ROUTES,
  ...CATALOGUE_ROUTES,
  ...OPERATION_ROUTES,
  ...WEBHOOK_ROUTES,
  ...NOTIFICATION_ROUTES,
};

/** Answers of the application itself, as the spec has recorded them (`UPDATE_EXAMPLES=1`). */
const ANSWERS: Readonly<Record<string, unknown>> = answers;

const INFO = {
  title: 'Liên thông',
  version: '1',
  description:
    'Workflow engine for inter-agency administrative dossiers / Động cơ luân chuyển hồ sơ liên thông. Instants are RFC 3339 with offset, days `YYYY-MM-DD`, ' +
    'durations `{ value, unit }`. Every POST that records needs an `Idempotency-Key`; the same key and body give the first answer again.',
};

/** The OpenAPI document of the routes that are really there. */
export const openApi = (routes: readonly Route[]): Schema => ({
  openapi: '3.1.0',
  info: INFO,
  servers: [{ url: '/' }],
  security: [{ bearer: [] }],
  tags: [...new Set(Object.values(DESCRIPTIONS).map(({ tag }) => tag))].map((name) => ({ name })),
  paths: pathsOf(routes),
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Claims: sub, agency, roles[], name?.' },
    },
    schemas: SCHEMAS,
  },
});

/** A route that somebody forgot to describe is shown as it is, and found by the spec. */
const UNDESCRIBED: Description = { tag: 'undescribed', summary: { vi: '', en: '' }, answer: { status: 200 } };

const pathsOf = (routes: readonly Route[]): Record<string, Record<string, Schema>> => {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const { method, path } of routes) {
    const description = DESCRIPTIONS[`${method} ${path}`] ?? UNDESCRIBED;
    const template = path.replace(/:(\w+)/g, '{$1}');
    paths[template] = { ...paths[template], [method.toLowerCase()]: operation(method, path, description) };
  }
  return paths;
};

const operation = (method: string, path: string, described: Description): Schema => ({
  tags: [described.tag],
  operationId: `${method.toLowerCase()}${path.replace(/^\/api\/v1/, '').replace(/[^A-Za-z0-9]+(.)?/g, (_, next?: string) => (next ?? '').toUpperCase())}`,
  summary: `${described.summary.en} / ${described.summary.vi}`,
  ...(described.notes ? { description: described.notes } : {}),
  ...(described.open ? { security: [] } : {}),
  parameters: parametersOf(path, described),
  ...(described.body ? { requestBody: { required: true, content: { 'application/json': described.body } } } : {}),
  responses: { ...answered(`${method} ${path}`, described), ...refused(described) },
});

const answered = (route: string, { answer, listed, records }: Description): Record<string, Schema> => {
  const schema =
    listed && answer.schema ? object({ data: list(answer.schema), page: ref('Page'), at: ref('At') }) : answer.schema;
  const example = ANSWERS[route];
  const content = {
    [answer.type ?? 'application/json']: { ...(schema ? { schema } : {}), ...(example === undefined ? {} : { example }) },
  };
  const said = { description: 'Done.', content, ...(headersOf(records) ? { headers: headersOf(records) } : {}) };
  if (!records) return { [answer.status]: said };
  return { [answer.status]: said, 200: { description: 'With `dryRun=true`: what would come; nothing is recorded.', content } };
};

const header = (description: string): Schema => ({ description, schema: { type: 'string' } });
const headersOf = (records: Description['records']): Schema | null => {
  if (records === undefined) return null;
  const replayed = { 'Idempotency-Replayed': header('`true` when this is the first answer again.') };
  const position = { 'Lien-Thong-Position': header('Where the log stood after this: send it with your next request.') };
  const recorded = { ...replayed, ...position };
  return records === 'once' ? recorded : { ...recorded, ETag: header('The revision of the dossier.') };
};

/** Problems of a route by status, each code with its document as an example. */
const refused = (described: Description): Record<string, Schema> => {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(described))
    byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code]);
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, problemAnswer(codes)]));
};

const problemAnswer = (codes: readonly ProblemCode[]): Schema => ({
  description: codes.join(', '),
  content: {
    'application/problem+json': {
      schema: ref('Problem'),
      examples: Object.fromEntries(
        codes.map((code) => [code, { summary: PROBLEMS[code].en, value: problemDocument(new Problem(code), 'en') }]),
      ),
    },
  },
});

const problemsOf = ({ open, body, records, listed, problems = [] }: Description): Set<ProblemCode> => {
  const codes: ProblemCode[] = [...problems];
  // The last three: a position that cannot be read, or was not reached in time; a log or keys that cannot be asked.
  if (!open)
    codes.push('token-missing', 'token-invalid', 'role-not-allowed', 'parameter-invalid', 'view-behind', 'store-unavailable');
  if (body)
    codes.push(
      'body-malformed',
      'body-too-deep',
      'body-too-large',
      'media-type-unsupported',
      'body-invalid',
      'property-unknown',
      'text-invalid',
    );
  if (records) codes.push('idempotency-key-required', 'idempotency-key-invalid', 'idempotency-key-reused');
  if (records === 'versioned') codes.push('revision-mismatch');
  if (listed) codes.push('cursor-invalid', 'as-of-not-supported');
  return new Set(codes);
};
