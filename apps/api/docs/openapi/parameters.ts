import type { Description, QueryParameter } from './description.js';
import { instant, oneOf, type Schema, text, whole } from './schema.js';

const PAST: Readonly<Record<string, QueryParameter>> = {
  asOf: { schema: instant, description: 'As it was recorded then.' },
  validAt: { schema: instant, description: 'As it was true then.' },
};
const LISTED: Readonly<Record<string, QueryParameter>> = {
  limit: { schema: { ...whole, minimum: 1, maximum: 200 } },
  cursor: { schema: text, description: '`page.next` as it was given.' },
  atLeast: { schema: text, description: 'A position that the list must reflect; waits up to 5 s.' },
};
const DRY_RUN: Readonly<Record<string, QueryParameter>> = {
  dryRun: { schema: oneOf('true', 'false'), description: 'Answers what would come, and records nothing.' },
};
const KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  description: "Printable ASCII, of the caller's agency and this path. Keys never expire. Not needed with `dryRun=true`.",
  example: '7c9d2f6e-6a55-4a0f-9d8e-2f1f3a1b0c4d',
};
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  schema: { type: 'string' },
  description: 'The revision the caller has seen: `"4"`; another one is 412.',
  example: '"4"',
};
const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  in: 'header',
  schema: { type: 'string' },
  description: 'Sent by clients that come back.',
};

const POSITION = {
  name: 'Lien-Thong-Position',
  in: 'header',
  schema: { type: 'string' },
  description:
    'As an earlier answer of this or another process had it: this answer reflects at least as much. Waits up to 5 s, then 503.',
};

const ABOUT: Readonly<Record<string, string>> = {
  '/api/v1/dossiers/:id': 'The id of the dossier, or its code.',
  '/api/v1/calendars/:id': 'The calendar, such as `VN`.',
};

/** What a route takes beside its body. */
export const parametersOf = (path: string, { query = {}, past, listed, records }: Description): Schema[] => [
  ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => pathParameter(path, name as string)),
  ...Object.entries({ ...query, ...(past ? PAST : {}), ...(listed ? LISTED : {}), ...(records ? DRY_RUN : {}) }).map(
    ([name, q]) => ({ name, in: 'query', ...q }),
  ),
  ...(records ? [KEY] : []),
  ...(records === 'versioned' && path.includes(':') ? [IF_MATCH] : []),
  ...(path.endsWith('/stream') ? [LAST_EVENT_ID] : []),
  ...(path.startsWith('/api/v1/') ? [POSITION] : []),
];

const pathParameter = (path: string, name: string): Schema => {
  const about = Object.entries(ABOUT).find(([start]) => name === 'id' && path.startsWith(start))?.[1];
  return { name, in: 'path', required: true, schema: text, ...(about ? { description: about } : {}) };
};
