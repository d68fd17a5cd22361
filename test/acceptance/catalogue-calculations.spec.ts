import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Clerk, Office, type Reply } from './office.js';

let office: Office;
let anyone: Clerk;

beforeAll(async () => {
  office = await Office.open();
  anyone = await office.clerk('tra', 'H99.01', 'auditor');
}, 60_000);
afterAll(() => office.close());

const days = (value: number, unit = 'workingDay') => ({ value, unit });
const asked = (change: object): Promise<Reply> =>
  anyone.post(
    '/deadline-calculations',
    { start: '2026-11-16T09:00:00+07:00', limit: days(1), policy: 'HOUR_EXACT', ...change },
    { 'idempotency-key': '' },
  );

describe('the golden vectors of the law reference', () => {
  it.each([
    ['24/11 is a holiday', '2026-11-20T09:00:00+07:00', 5, '2026-11-30T17:30:00+07:00', '2026-11-30T09:00:00+07:00', false],
    ['online on a weekend', '2026-11-21T09:00:00+07:00', 3, '2026-11-26T17:30:00+07:00', '2026-11-26T17:30:00+07:00', false],
    [
      'five days of break and a swap',
      '2025-04-29T15:30:00+07:00',
      3,
      '2025-05-07T17:30:00+07:00',
      '2025-05-07T15:30:00+07:00',
      false,
    ],
    ['a worked Saturday counts', '2025-04-24T10:00:00+07:00', 3, '2025-04-28T17:30:00+07:00', '2025-04-28T10:00:00+07:00', false],
    [
      'the notices of 2027 are missing',
      '2026-12-31T08:00:00+07:00',
      1,
      '2027-01-01T17:30:00+07:00',
      '2027-01-01T08:00:00+07:00',
      true,
    ],
  ])('%s', async (_, start, limit, byDate, byHour, provisional) => {
    for (const [policy, dueAt] of [
      ['CIVIL_DATE', byDate],
      ['HOUR_EXACT', byHour],
    ] as const) {
      const { status, body } = await asked({ start, limit: days(limit), policy });
      expect([status, body.dueAt, body.provisional]).toEqual([200, dueAt, provisional]);
      expect(body.explanation).toMatchObject({ dueAt, policy, start, provisional });
    }
  });
});

describe('a calculation', () => {
  it('says of every day whether it counted, why, and by which document, in both languages', async () => {
    const { body } = await asked({ start: '2026-11-20T09:00:00+07:00', limit: days(2), policy: 'CIVIL_DATE', cutoff: '15:00' });
    const { explanation } = body;
    expect(explanation).toMatchObject({
      cutoff: '15:00',
      calendar: 'vn-civil-service',
      startRule: { code: 'in-session', vi: expect.any(String), en: expect.any(String) },
    });
    expect(explanation.calendarRevision).toMatch(/^vn-civil-service@\d+$/);
    expect(explanation.days.map((d: { date: string; why: { code: string } }) => [d.date, d.why.code])).toEqual([
      ['2026-11-20', 'receipt-day'],
      ['2026-11-21', 'weekly-rest'],
      ['2026-11-22', 'weekly-rest'],
      ['2026-11-23', 'working-day'],
      ['2026-11-24', 'day-off'],
      ['2026-11-25', 'working-day'],
    ]);
    expect(explanation.days[4]).toMatchObject({
      counted: false,
      minutes: 0,
      source: expect.any(String),
      why: { vi: expect.stringContaining('ngày nghỉ') },
    });
  });

  it('takes pauses out, and says how much of them was working time', async () => {
    const pauses = [{ from: '2026-11-16T10:00:00+07:00', to: '2026-11-17T10:00:00+07:00' }];
    const { body } = await asked({ pauses });
    expect(body.dueAt).toBe('2026-11-18T09:00:00+07:00');
    expect(body.explanation.pauses).toEqual([{ ...pauses[0], reason: null, workingMinutes: 480 }]);
  });

  it('counts on the calendar of the agency', async () => {
    const administrator = await office.clerk('quan-tri', 'H99', 'administrator');
    await administrator.put('/calendars/H99', { name: { vi: 'Tỉnh', en: 'Province' } });
    await administrator.put('/calendars/H99/days/2026-11-17', {
      kind: 'off',
      reason: 'bão',
      source: { document: 'CĐ 1', date: '2026-11-16' },
      confirmed: false,
    });
    await administrator.put('/agencies/H99.10', { name: { vi: 'A', en: 'A' }, calendar: 'H99' });
    const { body } = await asked({ agency: 'H99.10' });
    expect([body.dueAt, body.provisional, body.explanation.calendar]).toEqual(['2026-11-18T09:00:00+07:00', true, 'H99']);
    expect((await asked({})).body.dueAt).toBe('2026-11-17T09:00:00+07:00');
  });

  it.each([
    ['a fraction of a day by date', { limit: days(0.5), policy: 'CIVIL_DATE' }, 'limit-not-countable'],
    ['a fraction of a month', { limit: days(1.5, 'month') }, 'limit-not-countable'],
    ['less than nothing', { limit: days(-1) }, 'limit-not-countable'],
    ['more days than there are', { limit: days(1e9), policy: 'CIVIL_DATE' }, 'limit-out-of-range'],
    ['more months than there are', { limit: days(1e300, 'month') }, 'limit-out-of-range'],
    ['more hours than there are', { limit: days(1e308, 'workingHour') }, 'limit-out-of-range'],
    ['more calendar days than there are', { limit: days(1e308, 'calendarDay') }, 'limit-out-of-range'],
    ['a start before the calendar', { start: '1999-12-31T09:00:00+07:00' }, 'limit-out-of-range'],
    ['a start beyond it', { start: '9999-12-31T23:59:59-07:00' }, 'limit-out-of-range'],
    [
      'a pause that ends before it begins',
      { pauses: [{ from: '2026-11-17T10:00:00+07:00', to: '2026-11-16T10:00:00+07:00' }] },
      'pause-invalid',
    ],
    ['a pause without an end', { pauses: [{ from: '2026-11-17T10:00:00+07:00' }] }, 'body-invalid'],
    [
      'a pause of a thousand',
      { pauses: Array.from({ length: 1000 }, () => ({ from: '2026-11-17T10:00:00+07:00', to: '2026-11-17T10:00:00+07:00' })) },
      'body-invalid',
    ],
    ['an agency that nobody knows', { agency: 'H01' }, 'agency-unknown'],
    ['a start without an offset', { start: '2026-11-16T09:00:00' }, 'body-invalid'],
    ['a limit as a bare number', { limit: 3 }, 'body-invalid'],
    ['an unknown unit', { limit: days(1, 'fortnight') }, 'body-invalid'],
    ['an unknown policy', { policy: 'SOON' }, 'body-invalid'],
    ['a cut-off that is no time', { cutoff: '25:00' }, 'body-invalid'],
    ['an unknown property', { holiday: true }, 'property-unknown'],
    ['an unknown property of the limit', { limit: { ...days(1), about: 'tax' } }, 'property-unknown'],
  ])('of %s is refused', async (_, change, code) => {
    const { status, body } = await asked(change);
    expect([status, body.code]).toEqual([422, code]);
  });
});
