import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Clerk, Office } from './office.js';

let office: Office;
let administrator: Clerk;
let officer: Clerk;

beforeAll(async () => {
  office = await Office.open();
  administrator = await office.clerk('quan-tri', 'G01', 'administrator');
  officer = await office.clerk('minh', 'H99.10', 'officer');
}, 60_000);
afterAll(() => office.close());

const name = { vi: 'Chi nhánh Văn phòng đăng ký đất đai', en: 'Land registry branch' };

describe('the directory of agencies', () => {
  it('is empty at first, and an administrator of any agency fills it', async () => {
    expect((await officer.get('/agencies')).body.data).toEqual([]);
    const { status, body } = await administrator.put('/agencies/H99.10', { name });
    expect(status).toBe(200);
    expect(body).toEqual({
      code: 'H99.10',
      name,
      kind: 'other',
      superior: null,
      calendar: null,
      serves: {},
      validFrom: '2000-01-01',
      validTo: null,
      successor: null,
    });
    expect((await officer.get('/agencies/H99.10')).body).toEqual(body);
    expect((await officer.get('/agencies')).body.data).toEqual([body]);
  });

  it('takes the same entry again without a new event, and another one in its place', async () => {
    const entry = {
      name,
      kind: 'competent',
      superior: 'H99',
      serves: { 'land-registry': ['*'] },
      validFrom: '2018-01-01',
      validTo: '2027-06-30',
      successor: 'H99.11',
    };
    await administrator.put('/agencies/H99.10', entry);
    const head = await office.engine.store.head();
    expect((await administrator.put('/agencies/H99.10', entry)).body).toMatchObject({ ...entry, code: 'H99.10' });
    expect(await office.engine.store.head()).toBe(head);
    await office.restart();
    expect((await officer.get('/agencies/H99.10')).body).toMatchObject(entry);
  });

  it.each([
    ['/agencies/h99', { name }, 'agency-code-invalid'],
    ['/agencies/H99.TOOLONG', { name }, 'agency-code-invalid'],
    ['/agencies/H99', {}, 'body-invalid'],
    ['/agencies/H99', { name: { vi: 'Tỉnh' } }, 'body-invalid'],
    ['/agencies/H99', { name, colour: 'green' }, 'property-unknown'],
    ['/agencies/H99', { name: { ...name, fr: 'Province' } }, 'property-unknown'],
    ['/agencies/H99', { name, kind: 'secret' }, 'body-invalid'],
    ['/agencies/H99', { name, calendar: 'nowhere' }, 'calendar-unknown'],
    ['/agencies/H99', { name, superior: 'H99' }, 'agency-code-invalid'],
    ['/agencies/H99', { name, successor: 'nobody' }, 'agency-code-invalid'],
    ['/agencies/H99', { name, serves: { tax: '*' } }, 'body-invalid'],
    ['/agencies/H99', { name, serves: ['tax'] }, 'body-invalid'],
    ['/agencies/H99', { name, validFrom: '2026-02-30' }, 'body-invalid'],
    ['/agencies/H99', { name, validFrom: '2026-01-02', validTo: '2026-01-01' }, 'validity-invalid'],
    ['/agencies/H99', [], 'body-invalid'],
  ])('PUT %s with %j is refused', async (path, entry, code) => {
    const { status, body } = await administrator.put(path, entry);
    expect([status, body.code]).toEqual([422, code]);
    expect((await officer.get('/agencies/H99')).status).toBe(404);
  });

  it('is filled by administrators only', async () => {
    expect((await officer.put('/agencies/H99', { name })).body.code).toBe('role-not-allowed');
  });
});

describe('the rule sets', () => {
  it('show every parameter with its source, and whether anyone has read it there', async () => {
    const { body } = await officer.get('/rule-sets');
    expect(body.data.map((r: { id: string; inForce: boolean }) => [r.id, r.inForce])).toEqual([
      ['vn-one-stop-2018', false],
      ['vn-one-stop-2025', true],
    ]);
    const one = await officer.get('/rule-sets/vn-one-stop-2025');
    for (const parameter of Object.values(one.body.parameters))
      expect(parameter).toMatchObject({ source: expect.any(String), verified: expect.any(Boolean) });
    expect((await officer.get('/rule-sets/vn-one-stop-1999')).status).toBe(404);
  });
});
