import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Office } from './office.js';

let office: Office;
let authorization: string;

beforeAll(async () => {
  office = await Office.open();
  authorization = `Bearer ${await office.tokenOf('quan-tri', 'H99', 'administrator')}`;
}, 60_000);
afterAll(() => office.close());

const PATHS = [
  '/procedures',
  '/procedures/validations',
  '/agencies',
  '/agencies/H99',
  '/calendars',
  '/calendars/H99',
  '/deadline-calculations',
  '/parties',
];
const SEGMENTS = [
  '%00',
  '%ff',
  '..%2f..',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(290),
  '%F0%9F%92%A9',
  '%25',
  "';--",
  '-1',
  '1e9',
  'NaN',
];
const BODIES = [
  undefined,
  '',
  '[]',
  'null',
  '0',
  '{"name":{"vi":1,"en":[]},"parent":{},"week":[],"serves":{"__proto":1}}',
  '{"name":{"vi":"x","en":"x"},"parent":"__proto__","calendar":"constructor","kind":"other"}',
  '{"start":"2026-13-01T00:00:00Z","limit":{"value":1e999,"unit":"workingDay"},"policy":"HOUR_EXACT"}',
  '{"start":"2026-03-02T08:00:00Z","limit":null,"pauses":[null],"policy":"HOUR_EXACT"}',
  '{"date":"2026-03-04","kind":"work","reason":"x","confirmed":true,"source":{"document":"x"},"sessions":[[null,1],"x"]}',
  '{"constructor":{"prototype":{"x":1}}}',
];
const ask = async (method: string, path: string, body?: string): Promise<number> => {
  const headers = {
    authorization,
    'idempotency-key': `hostile ${path}`.slice(0, 200),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return (await fetch(`${office.url}/api/v1${path}`, { method, headers, body })).status;
};

it('no address is so strange that it is an error of ours', async () => {
  for (const s of SEGMENTS)
    for (const path of [
      `/procedures/${s}/versions/${s}`,
      `/procedures/9.900001/versions/${s}/diagram.svg`,
      `/agencies/${s}`,
      `/calendars/${s}?year=${s}`,
      `/rule-sets/${s}`,
    ])
      expect([path, (await ask('GET', path)) < 500]).toEqual([path, true]);
}, 30_000);

it('no body is so strange that it is an error of ours', async () => {
  for (const body of BODIES) {
    for (const path of PATHS) expect(await ask('POST', path, body)).toBeLessThan(500);
    for (const path of [
      '/agencies/H99',
      '/calendars/H99',
      '/calendars/vn-civil-service/days/2026-03-04',
      '/calendars/vn-civil-service/days/x',
    ])
      expect(await ask('PUT', path, body)).toBeLessThan(500);
    expect(await ask('POST', '/calendars/vn-civil-service/impact-previews', body)).toBeLessThan(500);
  }
}, 30_000);

it('the longest limit that can be reckoned is explained, and nobody waits long for it', async () => {
  const begun = performance.now();
  for (const unit of ['workingDay', 'calendarDay', 'workingHour'])
    expect(
      await ask(
        'POST',
        '/deadline-calculations',
        JSON.stringify({ start: '2000-01-03T08:00:00+07:00', limit: { value: 19_000, unit }, policy: 'CIVIL_DATE' }),
      ),
    ).toBe(200);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
