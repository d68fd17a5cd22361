import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { application } from './application.js';
import { act, at, command, eventsOf, receive, refusal, tell } from './driving.js';
import { groundwater } from './groundwater.js';
import type { Clerk } from './office.js';
import { type Province, province } from './province.js';

let here: Province;
let land: string;
let copy: string;
let webhook: string;
let token: string;
let head: string | null;

beforeAll(async () => {
  here = await province({ now: at('03-02 08:00') });
  token = await here.office.tokenOf('lan', 'H99.01', 'reception');
  ({ id: land } = await receive(here.desk, '9.900001'));
  await act(here.desk, land, 'transfer-to-land-registry');
  await tell(here.registrar, land, 'acknowledge-handover');
  ({ id: copy } = await receive(here.desk, '9.900003'));
  webhook = (await here.registryHead.post('/webhook-endpoints', { url: 'https://mot-cua.example/' })).body.id;
  await here.advance(at('03-02 10:00'));
}, 60_000);
afterAll(() => here.close());

const headNow = () => here.office.engine.store.head();

/** A refusal is a problem with a stable code, words in both languages, and nothing in the log. */
const refusedAs = async (reply: Awaited<ReturnType<Clerk['post']>>, status: number, code: string): Promise<void> => {
  expect(refusal(reply)).toEqual([status, code]);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(reply.body).toMatchObject({
    type: expect.stringContaining(`#${code}`),
    status,
    title: expect.any(String),
    messages: { vi: expect.any(String), en: expect.any(String) },
  });
};

describe('nothing is appended', () => {
  beforeEach(async () => {
    head = await headNow();
  });
  afterEach(async () => expect(await headNow()).toEqual(head));

  const applicant = application('9.900001').applicant;
  const form = { code: 'application-form', originals: 1, copies: 0, digitised: true };
  it.each<[string, object, number, string]>([
    ['no procedure', { procedure: undefined }, 422, 'body-invalid'],
    ['a number as its procedure', { procedure: 9.900001 }, 422, 'body-invalid'],
    ['an unknown procedure', { procedure: '9.999999' }, 422, 'procedure-unknown'],
    ['a procedure not yet in force', { occurredAt: at('03-02 09:59'), procedure: '9.900009' }, 422, 'procedure-unknown'],
    ['no applicant', { applicant: undefined }, 422, 'body-invalid'],
    ['a list as its applicant', { applicant: [] }, 422, 'body-invalid'],
    ['a nameless applicant', { applicant: { ...applicant, name: '' } }, 422, 'body-invalid'],
    ['an applicant of no kind', { applicant: { ...applicant, kind: 'ghost' } }, 422, 'body-invalid'],
    ['an e-mail that is none', { applicant: { ...applicant, email: 'nowhere' } }, 422, 'body-invalid'],
    ['an unknown property of the applicant', { applicant: { ...applicant, age: 3 } }, 422, 'property-unknown'],
    ['an unknown property', { priority: 'high' }, 422, 'property-unknown'],
    ['an unknown channel', { channel: 'pigeon' }, 422, 'body-invalid'],
    ['an agency code that is none', { receivingAgency: 'nowhere!' }, 422, 'body-invalid'],
    ['another agency’s name on it', { receivingAgency: 'H99.10' }, 403, 'role-not-allowed'],
    ['an undeclared paper', { components: [form, { ...form, code: 'horoscope' }] }, 422, 'component-not-declared'],
    ['no paper', { components: [] }, 422, 'component-missing'],
    ['minus one originals', { components: [{ ...form, originals: -1 }] }, 422, 'body-invalid'],
    ['an undeclared fact', { facts: { colour: 'red' } }, 422, 'fact-not-declared'],
    ['an inherited fact', { facts: { constructor: 'x' } }, 422, 'property-unknown'],
    ['a fact of another type', { facts: { taxable: 'yes' } }, 422, 'fact-invalid'],
    ['a fact of null', { facts: { taxable: null } }, 422, 'fact-invalid'],
    ['a fact that is an object', { facts: { taxable: {} } }, 422, 'body-invalid'],
    ['an unknown party', { parties: { dragons: 'H99.10' } }, 422, 'party-unknown'],
    ['an unknown agency as a party', { parties: { tax: 'H99.77' } }, 422, 'party-unresolved'],
    ['a code of another form', { code: 'ABC' }, 422, 'body-invalid'],
    ['a time to come', { occurredAt: at('03-02 10:01') }, 422, 'occurred-in-future'],
    ['a time without an offset', { occurredAt: '2026-03-02T08:00:00' }, 422, 'body-invalid'],
    ['the 30th of February', { occurredAt: '2026-02-30T08:00:00+07:00' }, 422, 'body-invalid'],
    ['a late entry without evidence', { occurredAt: '2026-02-25T08:00:00+07:00' }, 422, 'evidence-required'],
    ['evidence of no kind', { evidence: { kind: 'rumour', reference: 'x' } }, 422, 'body-invalid'],
    ['control characters', { applicant: { ...applicant, name: 'Lan\u0007' } }, 422, 'text-invalid'],
    ['a lone surrogate', { applicant: { ...applicant, name: 'Lan\ud800' } }, 422, 'text-invalid'],
  ])('by a dossier with %s', async (_what, change, status, code) =>
    refusedAs(await here.desk.post('/dossiers', application('9.900001', change)), status, code),
  );

  it.each<[string, () => Clerk, string, unknown, number, string]>([
    ['an unknown command', () => here.registrar, 'become-president', {}, 422, 'command-unknown'],
    ['an inherited command', () => here.registrar, 'constructor', {}, 422, 'command-unknown'],
    ['no action', () => here.registrar, 'take-action', {}, 422, 'body-invalid'],
    ['an unknown action', () => here.registrar, 'take-action', { action: 'fly' }, 409, 'action-not-allowed'],
    ['an action of another step', () => here.registrar, 'take-action', { action: 'sign' }, 409, 'action-not-allowed'],
    ['an inherited action', () => here.registrar, 'take-action', { action: 'toString' }, 409, 'action-not-allowed'],
    ['a reserved action', () => here.registrar, 'take-action', { action: 'issue-result' }, 422, 'action-reserved'],
    ['an action that is a list', () => here.registrar, 'take-action', { action: ['sign'] }, 422, 'body-invalid'],
    [
      'a step that is not there',
      () => here.registrar,
      'take-action',
      { action: 'propose-refusal', step: 'nowhere.1' },
      422,
      'step-unknown',
    ],
    [
      'a step that is over',
      () => here.desk,
      'take-action',
      { action: 'transfer-to-land-registry', step: 'received.1' },
      409,
      'action-not-allowed',
    ],
    ['the wrong agency', () => here.desk, 'take-action', { action: 'propose-refusal' }, 403, 'agency-not-responsible'],
    [
      'an agency it has not reached',
      () => here.taxOfficer,
      'take-action',
      { action: 'propose-refusal' },
      404,
      'dossier-not-found',
    ],
    [
      'a fact that the guard misses',
      () => here.registrar,
      'take-action',
      { action: 'conclude-appraisal' },
      422,
      'guard-not-satisfied',
    ],
    [
      'an undeclared fact',
      () => here.registrar,
      'take-action',
      { action: 'conclude-appraisal', facts: { taxable: true, moon: 1 } },
      422,
      'fact-not-declared',
    ],
    [
      'an unknown property',
      () => here.registrar,
      'take-action',
      { action: 'propose-refusal', hurry: true },
      422,
      'property-unknown',
    ],
    [
      'the prototype as a property',
      () => here.registrar,
      'take-action',
      JSON.parse('{"action":"propose-refusal","__proto__":{"a":1}}'),
      400,
      'body-malformed',
    ],
    ['no data but a text', () => here.registrar, 'annotate', 'x', 422, 'body-invalid'],
    ['an empty note', () => here.registrar, 'annotate', { text: '' }, 422, 'body-invalid'],
    ['an acknowledgement too many', () => here.registrar, 'acknowledge-handover', {}, 409, 'action-not-allowed'],
    ['a result before its time', () => here.registrar, 'issue-result', { result: 'certificate' }, 409, 'action-not-allowed'],
    ['a return before the result', () => here.desk, 'return-result', { channel: 'direct' }, 409, 'action-not-allowed'],
    ['a receipt too many', () => here.desk, 'receive', {}, 409, 'dossier-not-submitted'],
    ['a refusal after the receipt', () => here.desk, 'refuse', { reason: 'x' }, 409, 'dossier-not-submitted'],
    [
      'a cause without lateness',
      () => here.registrar,
      'propose-cause',
      { cause: 'objective', agency: 'H99.T1', ground: 'x' },
      409,
      'not-late',
    ],
    [
      'a correction of nothing',
      () => here.registrar,
      'request-correction',
      { eventId: 'nothing', occurredAt: at('03-02 09:00') },
      422,
      'event-not-correctable',
    ],
    [
      'an approval of nothing',
      () => here.registryHead,
      'approve-correction',
      { correction: 'correction.1' },
      422,
      'correction-unknown',
    ],
    ['a migration to nothing', () => here.registryHead, 'migrate', { version: 7, legalBasis: 'x' }, 422, 'procedure-unknown'],
  ])('by a command with %s', async (_what, clerk, type, data, status, code) =>
    refusedAs(await command(clerk(), land, type, data as object), status, code),
  );

  it('by a time to come, before the step, or late without evidence', async () => {
    const refuse = { action: 'propose-refusal' };
    await refusedAs(
      await command(here.registrar, land, 'take-action', refuse, { occurredAt: at('03-02 10:00:01') }),
      422,
      'occurred-in-future',
    );
    await refusedAs(
      await command(here.registrar, land, 'take-action', refuse, { occurredAt: at('03-02 07:59') }),
      422,
      'occurred-out-of-order',
    );
    const [received] = await eventsOf(here.desk, land);
    await refusedAs(
      await command(here.desk, land, 'request-correction', { eventId: received?.id, occurredAt: at('03-02 07:30') }),
      422,
      'evidence-required',
    );
  });

  it('by a fact of another type, with the type that it has', async () => {
    const reply = await here.desk.post('/dossiers', application('9.900001', { facts: { taxable: 'có' } }));
    await refusedAs(reply, 422, 'fact-invalid');
    expect(reply.body).toMatchObject({ fact: 'taxable', expected: 'boolean' });
  });

  it('by a body that is no JSON object of a bearable size', async () => {
    const send = async (body: string | Buffer | undefined, type = 'application/json') => {
      const response = await fetch(`${here.office.url}/api/v1/dossiers`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'raw', 'content-type': type },
        body,
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as any };
    };
    await refusedAs(await send('{"procedure":'), 400, 'body-malformed');
    await refusedAs(await send(''), 400, 'body-malformed');
    // One byte a letter, as older encodings have it: read leniently, a name would stand in the log with letters lost.
    await refusedAs(await send(Buffer.from(JSON.stringify(application('9.900001')), 'latin1')), 400, 'body-malformed');
    await refusedAs(await send('null'), 422, 'body-invalid');
    await refusedAs(await send('[]'), 422, 'body-invalid');
    await refusedAs(await send('"text"'), 422, 'body-invalid');
    await refusedAs(await send(`${'['.repeat(40)}${']'.repeat(40)}`), 400, 'body-too-deep');
    await refusedAs(await send(JSON.stringify({ procedure: 'x'.repeat(1_100_000) })), 413, 'body-too-large');
    await refusedAs(await send('procedure=9', 'application/x-www-form-urlencoded'), 415, 'media-type-unsupported');
    await refusedAs(await send('<a/>', 'application/xml'), 415, 'media-type-unsupported');
  });

  it('without a key, or with a revision that is none', async () => {
    await refusedAs(
      await here.desk.post('/dossiers', application('9.900003'), { 'idempotency-key': '' }),
      400,
      'idempotency-key-required',
    );
    for (const revision of ['"99"', 'abc', '"-1"'])
      await refusedAs(
        await command(here.desk, copy, 'annotate', { text: 'x' }, {}, { 'if-match': revision }),
        412,
        'revision-mismatch',
      );
  });

  it('by a letter that nobody owes, or to a dossier that is not there', async () => {
    for (const task of [`${land}.1`, 'x', `${land}.1.1`, 'constructor.1'])
      await refusedAs(
        await here.registryHead.post(`/apology-tasks/${task}/commands`, { type: 'sign', data: {} }),
        404,
        'task-unknown',
      );
    for (const id of ['x', '00000000-0000-8000-8000-000000000000', 'H99.01-260302-9999', "a'--", 'constructor'])
      await refusedAs(await command(here.desk, encodeURIComponent(id), 'annotate', { text: 'x' }), 404, 'dossier-not-found');
    await refusedAs(await here.desk.get('/nowhere'), 404, 'route-unknown');
  });

  it('by a faulty procedure, whose faults are named', async () => {
    const { ready: _ready, ...states } = groundwater.states;
    const publish = async (change: object) => here.administrator.post('/procedures', { ...groundwater, ...change });
    const codesOf = ({ body }: Awaited<ReturnType<Clerk['post']>>): string[] => body.findings.map((f: any) => f.code);
    for (const [change, finding] of [
      [{ states }, 'unknown-target'],
      [{ lead: 'dragons' }, 'unknown-party'],
      [{ initial: 'nowhere' }, 'unknown-target'],
      [{ timeLimit: { value: 1, unit: 'workingDay', basis: 'luat-tnn' } }, 'limits-exceed-time-limit'],
      [{ timeLimit: 'soon' }, 'schema-invalid'],
      [{ colour: 'red' }, 'schema-invalid'],
    ] as const) {
      const reply = await publish(change);
      await refusedAs(reply, 422, 'procedure-faulty');
      expect(codesOf(reply)).toContain(finding);
    }
    await refusedAs(await here.administrator.post('/procedures', []), 422, 'body-invalid');
  });
});

describe('anything at all', () => {
  const words = [
    '9.900001',
    '9.900003',
    'H99.01',
    'H99.10',
    'direct',
    'take-action',
    'transfer-to-civil-registry',
    'application-form',
    'draft',
    'annotate',
    at('03-02 09:00'),
    '2026-03-09',
    '__proto__',
    'constructor',
    '',
  ];
  const json = fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...words),
    fc.jsonValue({ maxDepth: 3 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom(
          'type',
          'data',
          'procedure',
          'applicant',
          'facts',
          'components',
          'occurredAt',
          'evidence',
          'step',
          'action',
          'limit',
          'start',
        ),
        fc.string({ maxLength: 8 }),
      ),
      fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 6 },
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const paths = (): Record<'bodies' | 'gets', { path: string; valid: unknown }[]> => {
    const ids = ['x', land, copy, 'H99.01-260302-0001'];
    const commands = [
      { type: 'take-action', data: { action: 'transfer-to-civil-registry', facts: { copies: 1 } } },
      {
        type: 'request-supplement',
        data: { items: [{ component: 'authorisation', content: 'x' }], reason: 'x', respondBy: '2026-03-05' },
      },
      { type: 'return-result', data: { channel: 'direct' } },
      {
        type: 'request-correction',
        data: { eventId: land, occurredAt: at('03-02 09:00') },
        evidence: { kind: 'document', reference: 'x' },
      },
      { type: 'migrate', data: { version: 1, legalBasis: 'x' } },
    ];
    const gets = [
      '/dossiers',
      '/deadlines',
      '/deadlines/summary',
      '/apology-tasks',
      '/inbox',
      '/events',
      '/procedures',
      '/agencies',
      '/calendars',
      '/rule-sets',
      '/parties',
      '/audit/accesses',
      '/webhook-endpoints',
      `/webhook-endpoints/${land}/deliveries`,
      ...ids.flatMap((id) =>
        ['', '/events', '/deadlines', '/timeline', '/actions', '/accountability', '/diff'].map((p) => `/dossiers/${id}${p}`),
      ),
    ];
    return {
      bodies: [
        { path: '/dossiers', valid: application('9.900003') },
        ...commands.map((valid) => ({ path: `/dossiers/${copy}/commands`, valid })),
        {
          path: `/dossiers/${land}/commands`,
          valid: { type: 'take-action', data: { action: 'conclude-appraisal', facts: { taxable: true } } },
        },
        {
          path: `/apology-tasks/${copy}.1/commands`,
          valid: { type: 'draft', data: { reasonClass: 'objective', reason: 'x', newAppointment: '2026-03-09' } },
        },
        {
          path: '/deadline-calculations',
          valid: { start: at('03-02 09:00'), limit: { value: 3, unit: 'workingDay' }, policy: 'HOUR_EXACT', agency: 'H99.01' },
        },
        { path: '/procedures/validations', valid: groundwater },
        { path: '/procedures', valid: groundwater },
        {
          path: '/calendars/vn-civil-service/impact-previews',
          valid: {
            days: [
              { date: '2026-03-09', kind: 'off', reason: 'x', source: { document: 'x', date: '2026-03-01' }, confirmed: true },
            ],
          },
        },
        { path: '/test-clock/advances', valid: { to: at('03-02 10:00') } },
        { path: '/webhook-endpoints', valid: { url: 'https://mot-cua.example/', types: ['DossierReceived'] } },
        { path: `/webhook-endpoints/${webhook}/commands`, valid: { type: 'rotate-secret', data: { overlapHours: 1 } } },
        { path: `/webhook-endpoints/${webhook}/replays`, valid: { from: at('03-02 09:00'), to: at('03-02 10:00') } },
      ],
      gets: gets.map((path) => ({ path, valid: null })),
    };
  };

  /** Puts `value` somewhere into a valid body. */
  const spoiled = (valid: unknown, value: unknown, where: number): unknown => {
    if (valid === null || typeof valid !== 'object' || where % 3 === 0) return value;
    const keys = Object.keys(valid);
    const key = keys[where % keys.length] ?? 'x';
    const inner = (valid as Record<string, unknown>)[key];
    return Object.assign(Array.isArray(valid) ? [...valid] : { ...valid }, {
      [key]: spoiled(inner, value, Math.floor(where / 7)),
    });
  };

  it('gets an answer that is no fault of ours', async () => {
    const { bodies, gets } = paths();
    const clerks = [here.desk, here.registrar, here.administrator, here.registryHead, here.auditor];
    const query = fc.dictionary(
      fc.constantFrom(
        'asOf',
        'validAt',
        'limit',
        'cursor',
        'q',
        'status',
        'dueTo',
        'sort',
        'atLeast',
        'after',
        'types',
        'purpose',
        'from',
        'to',
        'dryRun',
        'groupBy',
        'state',
        'dossier',
      ),
      fc.oneof(fc.constantFrom(...words, '0', '-1', '1e9', 'true'), fc.string({ unit: 'binary', maxLength: 20 })),
      { maxKeys: 2 },
    );
    const ask = fc.record({
      where: fc.nat(1_000),
      which: fc.nat(10_000),
      who: fc.nat(4),
      value: json,
      query,
      writes: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(ask, async ({ where, which, who, value, query, writes }) => {
        const clerk = clerks[who] as Clerk;
        const search = Object.keys(query)
          .filter((k) => k !== 'atLeast' || !/^\d+$/.test(query[k] ?? ''))
          .map((k) => `${k}=${encodeURIComponent((query[k] ?? '').toWellFormed())}`)
          .join('&');
        const target = (writes ? bodies : gets)[which % (writes ? bodies : gets).length] as { path: string; valid: unknown };
        const path = `${target.path}${search ? `?${search}` : ''}`;
        const reply = writes ? await clerk.post(path, spoiled(target.valid, value, where) ?? null) : await clerk.get(path);
        if (reply.status >= 500)
          throw new Error(`${reply.status} ${writes ? 'POST' : 'GET'} ${path} ${JSON.stringify(reply.body)}`);
        if (reply.status >= 400) expect(reply.body).toMatchObject({ code: expect.any(String), status: reply.status });
      }),
      { seed: 20260302, numRuns: 500, endOnFailure: true },
    );
    expect((await here.desk.get(`/dossiers/${land}`)).status).toBe(200);
  }, 60_000);
});
