import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NATION } from '@lien-thong/engine';
import { application } from '../acceptance/application.js';
import { accepted } from '../acceptance/driving.js';
import { type Clerk, clerkAt, type Memory } from '../acceptance/office.js';
import { SANDBOX } from '../acceptance/premises.js';
import { agency } from '../acceptance/province.js';
import { buildServer } from '../faults/server-process.js';
import { Installation } from './installation.js';

/** Callers who remember nothing: whatever a process has not read yet, it must find out by itself. */
const forgetful = (): Memory => ({
  get position() {
    return null;
  },
  set position(_) {},
});

let installation: Installation;
const at = (n: 0 | 1) => () => installation.apis[n]?.url ?? '';
const clerk = async (n: 0 | 1, subject: string, agencyCode: string, role: 'reception' | 'administrator', memory = forgetful()) =>
  clerkAt(at(n), await installation.issuer.issue({ subject, agency: agencyCode, roles: [role] }), memory);

let here: Clerk;
let there: Clerk;
let administrator: Clerk;

beforeAll(async () => {
  buildServer();
  installation = await Installation.open({ workers: 1, env: SANDBOX() });
  administrator = await clerk(0, 'quan-tri', 'H99', 'administrator');
  accepted(await administrator.put('/agencies/H99.01', agency('H99.01', [])));
  accepted(await administrator.put('/agencies/H99.02', agency('H99.02', ['civil-registry'])));
  here = await clerk(0, 'lan', 'H99.01', 'reception');
  there = await clerk(1, 'lan', 'H99.01', 'reception');
}, 300_000);
afterAll(() => installation.close(), 60_000);

describe('two API processes', () => {
  it('read a dossier that rests on a calendar decision of a moment ago, which only the other has read', async () => {
    for (let day = 10; day < 20; day += 1) {
      const date = `2026-04-${day}`;
      const decision = { kind: 'off', reason: 'nghỉ bù', source: { document: `QĐ ${day}` }, confirmed: true };
      // Nobody is told of anything for a moment.
      installation.double?.dropSubscriptions('error');
      accepted(await administrator.put(`/calendars/${NATION}/days/${date}`, decision));
      const { id } = accepted(await here.post('/dossiers', application('9.900003')));
      expect((await there.get(`/dossiers/${id}`)).status).toBe(200);
      expect((await there.get(`/dossiers/${id}/deadlines/dossier/explanation`)).status).toBe(200);
      const noted = await there.post(`/dossiers/${id}/commands`, { type: 'annotate', data: { text: `ngày ${date}` } });
      expect(noted.status).toBe(201);
    }
  });

  it('know one key, whichever of them it was sent to, and at once', async () => {
    const body = application('9.900003');
    for (let turn = 0; turn < 10; turn += 1) {
      const headers = { 'idempotency-key': `once-${turn}` };
      const answers = await Promise.all([here, there, here, there].map((desk) => desk.post('/dossiers', body, headers)));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
      expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
      expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null).length).toBeLessThanOrEqual(1);
      const other = await there.post('/dossiers', { ...body, channel: 'online' }, headers);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    }
  });

  it('show a caller who sends its position back what it wrote at the other, in every list', async () => {
    const memory: Memory = { position: null };
    const writer = await clerk(0, 'lan', 'H99.01', 'reception', memory);
    const reader = await clerk(1, 'lan', 'H99.01', 'reception', memory);
    for (let turn = 0; turn < 10; turn += 1) {
      const { code } = accepted(await writer.post('/dossiers', application('9.900003')));
      const { data } = accepted(await reader.get(`/dossiers?q=${code}`));
      expect(data.map((dossier: { code: string }) => dossier.code)).toEqual([code]);
    }
  });

  it('refuse a position that is none, and one that is not reached in time', async () => {
    const lost = async (position: string) => (await clerk(1, 'lan', 'H99.01', 'reception', { position })).get('/dossiers');
    const none = await lost('nowhere');
    expect([none.status, none.body.code]).toEqual([400, 'parameter-invalid']);
    const ahead = await lost('99999999999999999999/99999999999999999999');
    expect([ahead.status, ahead.body.code, ahead.headers.get('retry-after')]).toEqual([503, 'view-behind', '1']);
  });
});
