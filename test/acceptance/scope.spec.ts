import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { comparePositions } from '@lien-thong/event-store';
import { application } from './application.js';
import { accepted, act, at, command, read, receive, refusal, tell } from './driving.js';
import type { Clerk } from './office.js';
import { type Province, province } from './province.js';

const UNKNOWN = '00000000-0000-8000-8000-000000000000';
const INSTANT = /^2026-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/;
const READS = [
  '',
  '/events',
  '/timeline',
  '/deadlines',
  '/deadlines/dossier/explanation',
  '/accountability',
  '/actions',
  '/diff?from=0&to=1',
];
const NGUYET = {
  kind: 'person',
  name: 'Phạm Thị Minh Nguyệt',
  identifier: '099123456789',
  phone: '0912345678',
  email: 'nguyet@example.vn',
  address: 'Thôn Đoài',
};
const DUONG = { kind: 'person', name: 'Đặng Văn Dương', identifier: '001203004567', phone: '0987654321' };

let here: Province;
let neighbour: Clerk;
let superior: Clerk;
let land: string;
let landCode: string;
let copy: string;

beforeAll(async () => {
  here = await province({ now: at('03-02 08:00') });
  neighbour = await here.office.clerk('hung', 'H99.03', 'officer', 'head', 'reception');
  superior = await here.office.clerk('cap-tren', 'H99', 'head');
  ({ id: land, code: landCode } = await receive(here.desk, '9.900001'));
  ({ id: copy } = await receive(here.desk, '9.900003', { applicant: DUONG }));
  await act(here.desk, land, 'transfer-to-land-registry');
  await tell(here.registrar, land, 'acknowledge-handover');
}, 60_000);
afterAll(() => here.close());

const idsIn = async (clerk: Clerk, list: string): Promise<string[]> =>
  accepted(await clerk.get(list)).data.map((row: any) => row.dossier?.id ?? row.id);

describe('a dossier out of sight', () => {
  it('is not there, for reading and for commands alike, just as one that never was', async () => {
    for (const clerk of [here.taxOfficer, neighbour])
      for (const path of READS) {
        const [foreign, missing] = [await clerk.get(`/dossiers/${land}${path}`), await clerk.get(`/dossiers/${UNKNOWN}${path}`)];
        expect([foreign.status, foreign.body]).toEqual([404, missing.body]);
        expect(foreign.body.code).toBe('dossier-not-found');
      }
    expect(refusal(await command(here.taxOfficer, land, 'annotate', { text: 'x' }))).toEqual([404, 'dossier-not-found']);
    expect(refusal(await command(here.taxOfficer, UNKNOWN, 'annotate', { text: 'x' }))).toEqual([404, 'dossier-not-found']);
    expect(refusal(await here.taxOfficer.get(`/dossiers/${landCode}`))).toEqual([404, 'dossier-not-found']);
  });

  it('is in no list of an agency that takes no part in it, nor found by its code or its applicant', async () => {
    for (const list of ['/dossiers', `/dossiers?q=${landCode}`, '/dossiers?q=nguyet', '/deadlines', '/inbox'])
      expect(await idsIn(neighbour, list)).toEqual([]);
    expect(accepted(await neighbour.get('/deadlines/summary')).data).toEqual([]);
  });

  it('comes in sight with the first step there, and stays', async () => {
    await act(here.registrar, land, 'conclude-appraisal', { taxable: true });
    await act(here.registrar, land, 'transfer-to-tax');
    for (const path of READS) await read(here.taxOfficer, land, path);
    expect(await idsIn(here.taxOfficer, '/dossiers')).toEqual([land]);
  });

  it('is a number only to the superior', async () => {
    expect(refusal(await superior.get(`/dossiers/${land}`))).toEqual([404, 'dossier-not-found']);
    expect(await idsIn(superior, '/dossiers')).toEqual([]);
    expect(accepted(await superior.get('/deadlines/summary?groupBy=agency')).data.map((row: any) => row.key)).toEqual(
      expect.arrayContaining(['H99.10', 'H99.T1']),
    );
  });
});

describe('a role', () => {
  it('of an auditor reads everything of its agency and commands nothing', async () => {
    for (const path of READS) await read(here.auditor, land, path);
    expect(refusal(await command(here.auditor, land, 'annotate', { text: 'x' }))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await here.auditor.post('/dossiers', application('9.900001')))).toEqual([403, 'role-not-allowed']);
    expect((await read(here.auditor, land, '/actions')).data.filter((a: any) => a.allowed)).toEqual([]);
  });

  it('of an administrator keeps the directory and sees no dossier', async () => {
    const administrator = await here.office.clerk('quan-tri', 'H99.01', 'administrator');
    for (const path of READS) expect((await administrator.get(`/dossiers/${land}${path}`)).status).toBe(403);
    for (const list of ['/dossiers', '/inbox', '/deadlines', '/apology-tasks'])
      expect(refusal(await administrator.get(list))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await here.desk.put('/agencies/H99.77', { name: { vi: 'x', en: 'x' } }))).toEqual([403, 'role-not-allowed']);
  });

  it('is asked for with a token', async () => {
    const ask = async (authorization?: string) => {
      const response = await fetch(`${here.office.url}/api/v1/dossiers/${land}`, {
        headers: authorization ? { authorization } : {},
      });
      return [response.status, ((await response.json()) as any).code];
    };
    expect(await ask()).toEqual([401, 'token-missing']);
    expect(await ask('Bearer not.a.token')).toEqual([401, 'token-invalid']);
    expect(await ask('Basic bGFuOmxhbg==')).toEqual([401, 'token-missing']);
  });

  it('is told what it may do, and why not the rest', async () => {
    const { data } = await read(here.taxOfficer, land, '/actions');
    expect(data.find((a: any) => a.action === 'notify-tax')).toMatchObject({
      type: 'take-action',
      step: 'tax-assessment.1',
      allowed: true,
      reasons: [],
    });
    expect(data.find((a: any) => a.type === 'stop').allowed).toBe(false);
    expect(data.find((a: any) => a.type === 'stop').reasons.length).toBeGreaterThan(0);
  });
});

describe('the applicant', () => {
  it('is masked on every page, list and event', async () => {
    const texts = await Promise.all([
      ...READS.map((path) => read(here.desk, land, path)),
      ...['/dossiers', '/events'].map(async (list) => accepted(await here.registrar.get(list))),
    ]);
    for (const secret of ['Nguyệt', '099123456789', '0912345678', 'nguyet@example.vn', 'Thôn Đoài'])
      expect(JSON.stringify(texts)).not.toContain(secret);
    expect((await read(here.desk, land)).applicant).toEqual({
      kind: 'person',
      name: 'P*** T*** M*** N***',
      identifier: '***789',
      phone: '***678',
      masked: true,
    });
  });

  it('is shown for a purpose to reception and officers who hold it or received it, which leaves a record', async () => {
    const purpose = `?purpose=${encodeURIComponent('Gọi điện báo kết quả')}`;
    expect((await read(here.desk, land, purpose)).applicant).toMatchObject({ ...NGUYET, masked: false });
    expect((await read(here.taxOfficer, land, purpose)).applicant).toMatchObject({ name: NGUYET.name, masked: false });
    for (const clerk of [here.auditor, here.deskHead, here.registrar])
      expect(refusal(await clerk.get(`/dossiers/${land}${purpose}`))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await here.desk.get(`/dossiers/${land}?purpose=`))).toEqual([400, 'parameter-invalid']);
    const accesses: any[] = accepted(await here.auditor.get(`/audit/accesses?dossier=${land}`)).data;
    expect(accesses.map((a) => [a.subject, a.agency, a.purpose, a.at]).sort()).toEqual([
      ['lan', 'H99.01', 'Gọi điện báo kết quả', at('03-02 08:00')],
      ['thu', 'H99.T1', 'Gọi điện báo kết quả', at('03-02 08:00')],
    ]);
    expect(refusal(await here.desk.get(`/audit/accesses?dossier=${land}`))).toEqual([403, 'role-not-allowed']);
  });

  it.each([
    ['whole words without accents', 'pham nguyet', 'land'],
    ['words with accents', 'Nguyệt', 'land'],
    ['đ as d', 'dang duong', 'copy'],
    ['the identifier', '099123456789', 'land'],
    ['the telephone', '0987654321', 'copy'],
    ['a part of a word', 'nguy', ''],
    ['a word too many', 'pham nguyet lan', ''],
    ['the start of the code', 'H99.01-260302', 'both'],
    ['the whole code', 'H99.01-260302-0001', 'land'],
  ])('is found by %s', async (_how, q, found) => {
    const expected = { land: [land], copy: [copy], both: [land, copy], '': [] }[found] as string[];
    expect((await idsIn(here.desk, `/dossiers?${new URLSearchParams({ q })}`)).sort()).toEqual([...expected].sort());
  });
});

describe('a list', () => {
  it.each([
    ['/dossiers?procedure=9.900001', 'land'],
    ['/dossiers?procedure=9.900002', ''],
    ['/dossiers?agency=H99.T1', 'land'],
    ['/dossiers?agency=H99.01', 'copy'],
    ['/dossiers?status=in-progress', 'both'],
    ['/dossiers?status=returned,withdrawn', ''],
    ['/dossiers?deadlineState=paused', 'land'],
    ['/dossiers?receivedFrom=2026-03-02&receivedTo=2026-03-02', 'both'],
    ['/dossiers?receivedFrom=2026-03-03', ''],
    ['/dossiers?dueTo=2026-03-02', 'copy'],
    ['/dossiers?participant=H99.T1', 'land'],
  ])('filters %s', async (list, found) => {
    const expected = { land: [land], copy: [copy], both: [land, copy], '': [] }[found] as string[];
    expect((await idsIn(here.desk, list)).sort()).toEqual([...expected].sort());
  });

  it('sorts and turns its pages', async () => {
    const first = accepted(await here.desk.get('/dossiers?sort=dueAt&limit=1'));
    expect(first.data.map((d: any) => d.id)).toEqual([copy]);
    const second = accepted(await here.desk.get(`/dossiers?sort=dueAt&limit=1&cursor=${encodeURIComponent(first.page.next)}`));
    expect([second.data.map((d: any) => d.id), second.page.next]).toEqual([[land], null]);
    expect(second.data[0]).not.toHaveProperty('steps');
    expect(refusal(await here.desk.get(`/dossiers?sort=-dueAt&cursor=${encodeURIComponent(first.page.next)}`))).toEqual([
      400,
      'cursor-invalid',
    ]);
  });

  it('reflects one’s own write when asked to', async () => {
    for (const i of [1, 2, 3]) {
      const { position, revision } = await tell(here.desk, copy, 'annotate', { text: `lần ${i}` });
      const { data, at } = accepted(await here.desk.get(`/dossiers?procedure=9.900003&atLeast=${position}`));
      expect(data[0].revision).toBe(revision);
      expect(comparePositions(at.position, position)).toBeGreaterThanOrEqual(0);
    }
    const { position } = await tell(here.registrar, land, 'annotate', { text: 'x' });
    expect(refusal(await here.desk.get('/dossiers?atLeast=nowhere'))).toEqual([400, 'parameter-invalid']);
    expect(accepted(await here.desk.get(`/deadlines?atLeast=${position}`)).data.length).toBeGreaterThan(0);
  });

  it('shows an agency its open steps, most urgent first', async () => {
    expect(accepted(await here.desk.get('/inbox')).data).toMatchObject([
      { dossier: { id: copy }, state: 'received', agency: 'H99.01' },
    ]);
    // Five working days from 2 March 08:00.
    expect(accepted(await here.taxOfficer.get('/inbox')).data).toMatchObject([
      {
        dossier: { id: land },
        state: 'tax-assessment',
        enteredAt: expect.stringMatching(INSTANT),
        warnAt: expect.stringMatching(INSTANT),
        dueAt: at('03-09 08:00'),
      },
    ]);
    expect(accepted(await here.registrar.get('/inbox')).data).toEqual([]);
  });

  it('follows the deadlines from near to missed, and the letters they bring', async () => {
    const missed = async (clerk: Clerk) =>
      accepted(await clerk.get('/deadlines?state=overdue')).data.map((d: any) => [d.dossier.id, d.id, d.agency]);
    expect(await missed(here.desk)).toEqual([]);
    // The desk had two working hours for the copy; copy and letter were due on the same day.
    await here.advance(at('03-03 08:00'));
    expect(await missed(here.desk)).toEqual([
      [copy, 'received', 'H99.01'],
      [copy, 'apology.1', 'H99.01'],
      [copy, 'dossier', 'H99.02'],
    ]);
    expect(accepted(await here.desk.get('/deadlines?state=overdue&kind=step')).data.map((d: any) => d.id)).toEqual(['received']);
    expect(accepted(await here.desk.get('/deadlines?agency=H99.T1')).data).toMatchObject([
      { id: 'tax-assessment', state: 'armed', dossier: { id: land } },
    ]);
    const summary = accepted(await here.desk.get('/deadlines/summary?groupBy=procedure')).data;
    expect(summary.find((row: any) => row.key === '9.900003')).toMatchObject({ missed: 3, overdue: 3 });
    expect(await idsIn(here.desk, '/apology-tasks?status=owed')).toEqual([copy]);
    expect(await idsIn(here.desk, '/apology-tasks?status=issued,delivered')).toEqual([]);
    expect(await idsIn(here.desk, '/apology-tasks?agency=H99.10')).toEqual([]);
    expect(await idsIn(here.registrar, '/apology-tasks')).toEqual([]);
    expect(await idsIn(here.desk, '/dossiers?deadlineState=overdue')).toEqual([copy]);
  });

  it.each([
    'status=lost',
    'sort=name',
    'limit=201',
    'limit=0',
    'colour=red',
    'receivedFrom=soon',
    'cursor=abc',
    'deadlineState=late',
  ])('refuses %s', async (query) => {
    expect((await here.desk.get(`/dossiers?${query}`)).status).toBe(400);
  });

  it('knows no past', async () => {
    for (const list of ['/dossiers', '/deadlines', '/apology-tasks', '/inbox'])
      expect(refusal(await here.desk.get(`${list}?asOf=${encodeURIComponent(at('03-02 08:00'))}`))).toEqual([
        400,
        'as-of-not-supported',
      ]);
  });
});

describe('a dry run', () => {
  it('says what would come, and appends nothing', async () => {
    const head = await here.office.engine.store.head();
    const created = await here.desk.post('/dossiers?dryRun=true', application('9.900001'));
    expect([created.status, created.body.appointment.promisedAt, created.body.applicant.masked]).toEqual([
      200,
      at('03-20 08:00'),
      true,
    ]);
    const taken = await here.taxOfficer.post(`/dossiers/${land}/commands?dryRun=true`, {
      type: 'take-action',
      data: { action: 'notify-tax', facts: { taxAmount: 5 } },
    });
    expect([taken.status, taken.body.position, taken.body.events[0].type, taken.body.dossier.activeStates]).toEqual([
      200,
      null,
      'TaxNotified',
      ['awaiting-payment'],
    ]);
    const drafted = await here.deskHead.post(`/apology-tasks/${copy}.1/commands?dryRun=true`, {
      type: 'waive',
      data: { legalBasis: 'x', reason: 'y' },
    });
    expect([drafted.status, drafted.body.task.status]).toEqual([200, 'waived']);
    expect(
      refusal(
        await here.taxOfficer.post(`/dossiers/${land}/commands?dryRun=true`, {
          type: 'take-action',
          data: { action: 'notify-tax' },
        }),
      ),
    ).toEqual([422, 'fact-required']);
    expect(refusal(await here.desk.post('/dossiers?dryRun=maybe', application('9.900001')))).toEqual([400, 'parameter-invalid']);
    expect(await here.office.engine.store.head()).toEqual(head);
    expect((await read(here.taxOfficer, land)).activeStates).toEqual(['tax-assessment']);
  });
});
