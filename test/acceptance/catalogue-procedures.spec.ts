import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { application } from './application.js';
import { type Clerk, Office, type Reply } from './office.js';
import { agency } from './province.js';
import { treeFelling } from './tree-felling.js';

let office: Office;
let administrator: Clerk;
let officer: Clerk;
let desk: Clerk;

beforeAll(async () => {
  office = await Office.open();
  administrator = await office.clerk('quan-tri', 'H99', 'administrator');
  officer = await office.clerk('minh', 'H99.60', 'officer');
  desk = await office.clerk('lan', 'H99.01', 'reception');
}, 60_000);
afterAll(() => office.close());

const head = (): Promise<string | null> => office.engine.store.head();
const findingsOf = (reply: Reply): string[] => reply.body.findings.map((f: { code: string }) => f.code);

describe('the procedures that come with the engine', () => {
  it('are there on an empty start, each with its hash', async () => {
    const { status, body } = await officer.get('/procedures');
    expect(status).toBe(200);
    expect(body.data.map((p: { code: string }) => p.code)).toEqual(['9.900001', '9.900002', '9.900003', '9.900004']);
    expect(body.data[0]).toMatchObject({ field: 'land', name: { en: expect.any(String) }, newestVersion: 1, inForce: 1 });
    expect(body.data[0].versions).toEqual([
      { version: 1, effectiveFrom: expect.any(String), effectiveTo: null, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  it('are drawn as SVG, mermaid and a graph', async () => {
    const drawn = (ending: string) => officer.get(`/procedures/9.900004/versions/1/diagram.${ending}`);
    const [svg, mermaid, graph] = [await drawn('svg'), await drawn('mmd'), await drawn('json')];
    expect(svg.headers.get('content-type')).toContain('image/svg+xml');
    expect(svg.body).toMatch(/^<svg /);
    expect(mermaid.headers.get('content-type')).toContain('text/vnd.mermaid');
    expect(mermaid.body).toContain('stateDiagram');
    expect(graph.body).toMatchObject({ code: '9.900004', initial: expect.any(String), nodes: expect.any(Array) });
    expect((await drawn('png')).status).toBe(404);
    expect((await officer.get('/procedures/9.900004/versions/7/diagram.svg')).body.code).toBe('not-found');
  });

  it('give the vocabulary of parties', async () => {
    const { body } = await officer.get('/parties');
    expect(body.data).toContainEqual(expect.objectContaining({ key: 'tax', kind: 'consulted', procedures: ['9.900001'] }));
  });
});

describe('a fifth procedure', () => {
  it('is looked at before it is published, and nothing is stored', async () => {
    const before = await head();
    const { status, body } = await administrator.post('/procedures/validations', treeFelling());
    expect([status, body.valid, body.findings]).toEqual([200, true, []]);
    expect((await administrator.post('/procedures?dryRun=true', treeFelling())).status).toBe(200);
    expect(await head()).toBe(before);
    expect((await officer.get('/procedures/9.900099/versions/1')).status).toBe(404);
  });

  it('is published, read back as it was sent, and answers a repeat as before', async () => {
    const key = { 'idempotency-key': 'fifth' };
    const first = await administrator.post('/procedures', treeFelling(), key);
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe('/api/v1/procedures/9.900099/versions/1');
    const read = await officer.get('/procedures/9.900099/versions/1');
    expect(read.body).toEqual({
      ...treeFelling(),
      publication: { hash: expect.any(String), publishedAt: '2026-03-02T08:00:00+07:00', findings: [] },
    });
    expect((await administrator.post('/procedures/validations', treeFelling())).body.hash).toBe(read.body.publication.hash);
    const again = await administrator.post('/procedures', treeFelling(), key);
    expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body]);
    expect((await administrator.post('/procedures', treeFelling({ field: 'parks' }), key)).body.code).toBe(
      'idempotency-key-reused',
    );
  });

  it('keeps its key for itself, whatever code the next one has', async () => {
    const other = treeFelling({ code: '9.900098' });
    const { status, body } = await administrator.post('/procedures', other, { 'idempotency-key': 'fifth' });
    expect([status, body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await officer.get('/procedures/9.900098/versions/1')).status).toBe(404);
  });

  it('is driven to its end', async () => {
    await administrator.put('/agencies/H99.01', agency('H99.01', []));
    await administrator.put('/agencies/H99.60', agency('H99.60', ['parks']));
    const { body: dossier } = await desk.post('/dossiers', application('9.900099'));
    const act = (clerk: Clerk, type: string, data: object) => clerk.post(`/dossiers/${dossier.id}/commands`, { type, data });
    await act(desk, 'take-action', { action: 'transfer' });
    await act(officer, 'issue-result', { result: 'permit' });
    const { body } = await act(desk, 'return-result', { channel: 'direct' });
    expect(body.dossier).toMatchObject({ status: 'returned', verdict: { byFact: 'early' } });
  });

  it('gets a second version beside the first', async () => {
    expect((await administrator.post('/procedures', treeFelling({ version: 2, effectiveFrom: '2026-06-01' }))).status).toBe(201);
    const { body } = await officer.get('/procedures');
    expect(body.data.at(-1)).toMatchObject({
      code: '9.900099',
      newestVersion: 2,
      inForce: 1,
      versions: [{ version: 1 }, { version: 2 }],
    });
  });
});

describe('a faulty procedure', () => {
  const { received, ...others } = treeFelling().states;
  const { on: _on, ...still } = received;
  it.each([
    ['a version that exists', treeFelling(), 'version-exists'],
    ['a state that nobody enters', treeFelling({ states: { ...others, received, lost: { ...received } } }), 'state-unreachable'],
    ['no way on', treeFelling({ version: 3, states: { ...others, received: { ...still, on: {} } } }), 'no-way-to-final'],
    [
      'an unknown target',
      treeFelling({
        version: 3,
        states: { ...others, received: { ...still, on: { go: { target: 'nowhere', event: 'Gone' } } } },
      }),
      'unknown-target',
    ],
    [
      'a reserved event',
      treeFelling({
        version: 3,
        states: { ...others, received: { ...still, on: { go: { target: 'inspection', event: 'ResultIssued' } } } },
      }),
      'event-reserved',
    ],
    [
      'limits that do not fit',
      treeFelling({ version: 3, timeLimit: { value: 1, unit: 'workingDay', basis: 'nd-64' } }),
      'limits-exceed-time-limit',
    ],
    ['an unknown property', treeFelling({ version: 3, colour: 'green' }), 'schema-invalid'],
    ['a code that is none', treeFelling({ code: '../../etc' }), 'schema-invalid'],
    ['no code', treeFelling({ code: undefined }), 'schema-invalid'],
    ['nothing', {}, 'schema-invalid'],
  ])('with %s is refused with its findings, and nothing is appended', async (_, definition, code) => {
    const before = await head();
    const { status, body } = await administrator.post('/procedures', definition);
    expect([status, body.code]).toEqual([422, 'procedure-faulty']);
    expect(findingsOf({ body } as Reply)).toContain(code);
    expect(body.findings[0]).toMatchObject({
      severity: 'error',
      pointer: expect.any(String),
      messages: { vi: expect.any(String), en: expect.any(String) },
    });
    const checked = await administrator.post('/procedures/validations', definition);
    expect([checked.status, checked.body.valid, findingsOf(checked)]).toEqual([200, false, findingsOf({ body } as Reply)]);
    expect(await head()).toBe(before);
  });
});

describe('who may publish, and with what', () => {
  it('administrators only, and with a key', async () => {
    for (const role of ['reception', 'officer', 'head', 'auditor', 'integration'] as const) {
      const clerk = await office.clerk('ai-do', 'H99', role);
      expect((await clerk.post('/procedures', treeFelling({ version: 4 }))).body.code).toBe('role-not-allowed');
    }
    expect((await administrator.post('/procedures', treeFelling({ version: 4 }), { 'idempotency-key': '' })).body.code).toBe(
      'idempotency-key-required',
    );
  });

  it.each([
    ['a list', '[]', 422],
    ['nothing', 'null', 422],
    ['a text', '"9.900099"', 422],
    ['half an object', '{"code":', 400],
    ['a prototype', '{"__proto__":{"code":"x"}}', 400],
    ['an endless number', '{"version":1e999}', 422],
    ['forty levels', `{"states":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, 400],
    ['a control character', '{"code":"\\u0000"}', 422],
    ['half a character', '{"code":"\\ud800"}', 422],
    [
      'a thousand states',
      `{"states":{${Array.from({ length: 1000 }, (_, i) => `"s${i}":{"on":{"go":{"target":"s${i + 1}"}}}`).join()}}}`,
      422,
    ],
    ['more than a mebibyte', JSON.stringify(treeFelling({ version: 5, field: 'x'.repeat(1_100_000) })), 413],
  ])('%s is refused and stores nothing', async (_, text, expected) => {
    const before = await head();
    const sent = await Promise.all(['/procedures', '/procedures/validations'].map((path) => sentText(path, text)));
    expect(sent[0]).toBe(expected);
    expect(sent[1]).toBeLessThan(500);
    expect(await head()).toBe(before);
  });

  const sentText = async (path: string, body: string): Promise<number> => {
    const authorization = `Bearer ${await office.tokenOf('quan-tri', 'H99', 'administrator')}`;
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': `hostile-${body.length}` };
    return (await fetch(`${office.url}/api/v1${path}`, { method: 'POST', headers, body })).status;
  };
});
