import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENGINE_EVENTS } from '@lien-thong/domain';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import recorded from '../../apps/api/docs/data/answers.json' with { type: 'json' };
import { DESCRIPTIONS } from '../../apps/api/docs/openapi/document.js';
import { EVENT_SCHEMAS } from '../../apps/api/docs/openapi/event-schemas.js';
import {
  ADVANCES,
  AGENCY,
  CALCULATIONS,
  CALENDARS,
  COMMANDS,
  DAYS,
  NEW_DOSSIERS,
  PREVIEWS,
  REPLAYS,
  TASK_COMMANDS,
  WEBHOOK_COMMAND_EXAMPLES,
  WEBHOOKS,
} from '../../apps/api/docs/openapi/examples.js';
import { PROBLEMS } from '../../apps/api/problems/catalogue.js';
import { type CopiesOffice, copiesOffice } from './copies.js';
import type { Clerk, Reply } from './office.js';

let here: CopiesOffice;
let clerks: Record<'administrator' | 'head' | 'auditor' | 'integration', Clerk>;
let document: any;
let dossier: { readonly id: string; readonly code: string };
let task: string;
const answers: Record<string, unknown> = {};

beforeAll(async () => {
  here = await copiesOffice();
  const { office } = here;
  clerks = {
    administrator: await office.clerk('quan-tri', 'H99', 'administrator'),
    head: await office.clerk('yen', 'H99.02', 'head'),
    auditor: await office.clerk('tra', 'H99.01', 'auditor'),
    integration: await office.clerk('he-thong', 'H99.01', 'integration', 'officer', 'reception', 'head'),
  };
  document = await (await fetch(`${office.url}/api/openapi.json`)).json();
  dossier = await here.receive();
  await here.transfer(dossier.id);
  await clerks.administrator.post('/test-clock/advances', { to: '2026-03-03T08:00:00+07:00' });
  task = (await here.registrar.get('/apology-tasks')).body.data[0].id;
}, 60_000);
afterAll(async () => {
  await here.office.close();
  if (process.env.UPDATE_EXAMPLES)
    writeFileSync(join(import.meta.dirname, '../../apps/api/docs/data/answers.json'), `${JSON.stringify(answers, null, 2)}\n`);
});

const routesOf = (): string[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((m) => `${m.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );

/** The schema of a route's answer, strict: a member that is not documented is found, too. */
const validatorOf = (route: string, status: number): ValidateFunction | null => {
  const [method, path] = route.split(' ') as [string, string];
  const response = document.paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()].responses[status];
  const schema = response?.content['application/json']?.schema;
  return schema ? compiled(schema) : null;
};
const compiled = (schema: object): ValidateFunction => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  return ajv.compile({ ...schema, components: { schemas: document.components.schemas } });
};
const faults = (validate: ValidateFunction, value: unknown) =>
  validate(value) ? [] : validate.errors?.map((e) => `${e.instancePath} ${e.message}`);

const check = (route: string, { status, body }: Reply, wanted = DESCRIPTIONS[route]?.answer.status): void => {
  expect([route, status, status === wanted ? null : body]).toEqual([route, wanted, null]);
  const validate = validatorOf(route, status);
  if (validate) expect([route, faults(validate, body)]).toEqual([route, []]);
  answers[route] = body;
};

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1, open to everybody, and has no reference that leads nowhere', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g))
      expect(Object.keys(document.components.schemas)).toContain(name);
  });

  it('describes every route that answers, and no other', () => {
    expect(routesOf().sort()).toEqual(Object.keys(DESCRIPTIONS).sort());
  });

  it('has a schema for the data of every event of the engine', () => {
    const elsewhere = ['ActionTaken', 'LegsJoined', 'LatenessAttributed'];
    expect(Object.keys(EVENT_SCHEMAS).sort()).toEqual(ENGINE_EVENTS.filter((type) => !elsewhere.includes(type)).sort());
  });

  it('names every problem code, each with its document as an example where a route has it', () => {
    expect(document.components.schemas.ProblemCode.enum).toEqual(Object.keys(PROBLEMS));
    const missing =
      document.paths['/api/v1/dossiers/{id}'].get.responses[404].content['application/problem+json'].examples[
        'dossier-not-found'
      ];
    expect(missing.value).toMatchObject({
      code: 'dossier-not-found',
      messages: { vi: expect.any(String), en: expect.any(String) },
    });
  });

  it('asks for the key where something is recorded, and for a token but where nobody is asked', () => {
    const { post } = document.paths['/api/v1/dossiers/{id}/commands'];
    expect(post.parameters.map((p: any) => p.name)).toEqual([
      'id',
      'dryRun',
      'Idempotency-Key',
      'If-Match',
      'Lien-Thong-Position',
    ]);
    expect(document.paths['/health/live'].get.security).toEqual([]);
    expect(document.security).toEqual([{ bearer: [] }]);
  });

  it('has an operation id of its own for every operation', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods as object).map((o: any) => o.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the examples', () => {
  it('of new dossiers are received', async () => {
    for (const { value } of Object.values(NEW_DOSSIERS))
      check('POST /api/v1/dossiers', await here.desk.post('/dossiers', { ...(value as object), occurredAt: undefined }));
  });

  it.each(Object.entries(COMMANDS))('of the command %s are well-formed', async (_name, { value }) => {
    const { status, body } = await clerks.integration.post(`/dossiers/${dossier.id}/commands?dryRun=true`, value);
    expect([status, ['body-invalid', 'property-unknown', 'command-unknown', 'text-invalid'].includes(body.code)]).toEqual([
      expect.any(Number),
      false,
    ]);
    expect(status).not.toBe(400);
    expect(status).toBeLessThan(500);
    expect(
      faults(
        compiled(document.paths['/api/v1/dossiers/{id}/commands'].post.requestBody.content['application/json'].schema),
        value,
      ),
    ).toEqual([]);
  });

  it('of commands do what they say', async () => {
    const fresh = await here.receive();
    check(
      'POST /api/v1/dossiers/:id/commands',
      await here.desk.post(`/dossiers/${fresh.id}/commands`, COMMANDS['take-action']?.value),
    );
  });

  it.each(Object.entries(TASK_COMMANDS))('of the task command %s are well-formed', async (name, { value }) => {
    const clerk = name === 'sign' || name === 'waive' ? clerks.head : here.registrar;
    const { status, body } = await clerk.post(`/apology-tasks/${task}/commands${name === 'draft' ? '' : '?dryRun=true'}`, value);
    expect([name, status, body.errors]).toEqual([name, expect.any(Number), undefined]);
    expect([200, 201, 409, 403]).toContain(status);
    if (name === 'draft') check('POST /api/v1/apology-tasks/:task/commands', { status, body, headers: new Headers() });
  });

  it('of the catalogue are accepted', async () => {
    const { administrator } = clerks;
    const example = (route: string) => (Object.values(DESCRIPTIONS[route]?.body?.examples ?? {})[0] as any).value;
    check('PUT /api/v1/agencies/:code', await administrator.put('/agencies/H99.05', AGENCY.registry.value));
    check('PUT /api/v1/calendars/:id', await administrator.put('/calendars/H99', CALENDARS.layer.value));
    check(
      'POST /api/v1/calendars/:id/impact-previews',
      await administrator.post('/calendars/H99/impact-previews', PREVIEWS.outage.value),
    );
    check('PUT /api/v1/calendars/:id/days/:date', await administrator.put('/calendars/H99/days/2026-03-17', DAYS.outage.value));
    check(
      'POST /api/v1/procedures/validations',
      await administrator.post('/procedures/validations', example('POST /api/v1/procedures/validations')),
    );
    check('POST /api/v1/procedures', await administrator.post('/procedures', example('POST /api/v1/procedures')));
    for (const { value } of Object.values(CALCULATIONS))
      check('POST /api/v1/deadline-calculations', await here.desk.post('/deadline-calculations', value));
  });
});

describe('the examples of webhooks', () => {
  const ENDPOINT = '/api/v1/webhook-endpoints/:endpoint';

  it('do what they say', async () => {
    const { integration } = clerks;
    let id = '';
    for (const { value } of Object.values(WEBHOOKS)) {
      const answer = await integration.post('/webhook-endpoints', value);
      check('POST /api/v1/webhook-endpoints', answer);
      id = answer.body.id;
    }
    const ping = await integration.post(`/webhook-endpoints/${id}/pings`, {});
    check(`POST ${ENDPOINT}/pings`, ping);
    for (const { value } of Object.values(REPLAYS))
      check(`POST ${ENDPOINT}/replays`, await integration.post(`/webhook-endpoints/${id}/replays`, value));
    check('GET /api/v1/webhook-endpoints', await integration.get(`/webhook-endpoints?atLeast=${ping.body.position}`));
    check(`GET ${ENDPOINT}`, await integration.get(`/webhook-endpoints/${id}`));
    const deliveries = `/webhook-endpoints/${id}/deliveries`;
    check(`GET ${ENDPOINT}/deliveries`, await integration.get(`${deliveries}?atLeast=${ping.body.position}`));
    check(`GET ${ENDPOINT}/deliveries/:delivery`, await integration.get(`${deliveries}/${ping.body.delivery}`));
    check(
      `POST ${ENDPOINT}/deliveries/:delivery/replays`,
      await integration.post(`${deliveries}/${ping.body.delivery}/replays`, {}),
    );
    for (const { value } of Object.values(WEBHOOK_COMMAND_EXAMPLES))
      check(`POST ${ENDPOINT}/commands`, await integration.post(`/webhook-endpoints/${id}/commands`, value));
  });
});

describe('the answers', () => {
  const READS: readonly (readonly [string, string])[] = [
    ['GET /api/v1/dossiers', '/dossiers?limit=2'],
    ['GET /api/v1/inbox', '/inbox?limit=2'],
    ['GET /api/v1/dossiers/:id', '/dossiers/:id'],
    ['GET /api/v1/dossiers/:id/actions', '/dossiers/:id/actions'],
    ['GET /api/v1/dossiers/:id/events', '/dossiers/:id/events'],
    ['GET /api/v1/dossiers/:id/timeline', '/dossiers/:id/timeline'],
    ['GET /api/v1/dossiers/:id/deadlines', '/dossiers/:id/deadlines'],
    ['GET /api/v1/dossiers/:id/deadlines/:deadline/explanation', '/dossiers/:id/deadlines/dossier/explanation'],
    ['GET /api/v1/dossiers/:id/accountability', '/dossiers/:id/accountability'],
    ['GET /api/v1/dossiers/:id/diff', '/dossiers/:id/diff?from=0&to=3'],
    ['GET /api/v1/apology-tasks', '/apology-tasks'],
    ['GET /api/v1/apology-tasks/:task', '/apology-tasks/:task'],
    ['GET /api/v1/deadlines', '/deadlines?limit=2'],
    ['GET /api/v1/deadlines/summary', '/deadlines/summary'],
    ['GET /api/v1/events', '/events?limit=2'],
    ['GET /api/v1/test-clock', '/test-clock'],
    ['GET /api/v1/procedures', '/procedures'],
    ['GET /api/v1/procedures/:code/versions/:version', '/procedures/9.900003/versions/1'],
    ['GET /api/v1/procedures/:code/versions/:version/diagram.json', '/procedures/9.900003/versions/1/diagram.json'],
    ['GET /api/v1/parties', '/parties'],
    ['GET /api/v1/agencies', '/agencies'],
    ['GET /api/v1/agencies/:code', '/agencies/H99.02'],
    ['GET /api/v1/calendars', '/calendars'],
    ['GET /api/v1/calendars/:id', '/calendars/VN?year=2026'],
    ['GET /api/v1/notices', '/notices'],
    ['GET /api/v1/notifications', '/notifications?dossier=:id'],
    ['GET /api/v1/rule-sets', '/rule-sets'],
    ['GET /api/v1/rule-sets/:id', '/rule-sets/vn-one-stop-2025'],
  ];
  it.each(READS)('of %s are as documented', async (route, path) => {
    const { calendars } = here.office.engine.catalogue;
    const asked = path
      .replace(':id', dossier.id)
      .replace(':task', task)
      .replace('/calendars/VN', `/calendars/${calendars.ids()[0]}`);
    check(route, await here.registrar.get(asked));
  });

  it('show the data of every event as its schema has it', async () => {
    const { body } = await here.registrar.get('/events?limit=200');
    for (const { type, data } of body.data) {
      if (type in EVENT_SCHEMAS)
        expect([type, faults(compiled(document.components.schemas[`${type}Data`]), data)]).toEqual([type, []]);
    }
    expect(body.data.map((e: any) => e.type)).toEqual(
      expect.arrayContaining(['DossierReceived', 'StepEntered', 'StepBecameOverdue', 'ApologyTaskRaised', 'DeadlineWarned']),
    );
  });

  it('are in the document as the application has given them', () => {
    const inDocument = Object.keys(recorded);
    expect(inDocument.length).toBeGreaterThan(25);
    for (const [route, example] of Object.entries(recorded)) {
      const validate = validatorOf(route, DESCRIPTIONS[route]?.answer.status ?? 0);
      if (validate) expect([route, faults(validate, example)]).toEqual([route, []]);
    }
  });

  it('of the sandbox clock are as documented, last of all', async () => {
    for (const { value } of [ADVANCES.by, ADVANCES.next])
      check('POST /api/v1/test-clock/advances', await clerks.administrator.post('/test-clock/advances', value));
  });
});

describe('the pages', () => {
  const page = async (path: string, accept = 'text/html') => {
    const response = await fetch(here.office.url + path, { headers: { accept } });
    return { headers: response.headers, text: await response.text(), status: response.status };
  };

  it('need nothing from elsewhere and run no script', async () => {
    for (const path of ['/api/docs', '/api/docs/problems']) {
      const { text, headers, status } = await page(path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(text).not.toMatch(/<script|<img|\sstyle=|\son\w+=|(?:src|href)="(?:https?:)?\/\//);
    }
    expect((await page('/api/docs/style.css')).headers.get('content-type')).toBe('text/css; charset=utf-8');
  });

  it('show every route and every problem', async () => {
    const { text } = await page('/api/docs');
    for (const path of Object.keys(document.paths)) expect(text).toContain(`<code>${path}</code>`);
    const problems = await page('/api/docs/problems');
    for (const code of Object.keys(PROBLEMS)) expect(problems.text).toContain(`id="${code}"`);
    const list = JSON.parse((await page('/api/docs/problems', 'application/json')).text);
    expect(list.data).toContainEqual({
      code: 'code-taken',
      status: 409,
      messages: { vi: PROBLEMS['code-taken'].vi, en: PROBLEMS['code-taken'].en },
    });
  });
});
