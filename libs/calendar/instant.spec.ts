import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayOf, isDay, startOfDay, toMs, toText } from './index.js';

describe('an instant', () => {
  it('is read at any offset and written at +07:00', () => {
    const noon = Date.UTC(2026, 10, 20, 2, 0, 0);
    for (const text of [
      '2026-11-20T09:00:00+07:00',
      '2026-11-20T02:00:00Z',
      '2026-11-20t02:00:00.000z',
      '2026-11-19T18:30:00-07:30',
      '2026-11-20T02:00:00-00:00',
    ]) {
      expect(toMs(text)).toBe(noon);
    }
    expect(toText(noon)).toBe('2026-11-20T09:00:00+07:00');
    expect(toText(noon + 7)).toBe('2026-11-20T09:00:00.007+07:00');
  });

  it('drops what is finer than a millisecond', () => {
    expect(toMs('2026-11-20T02:00:00.1Z') % 1000).toBe(100);
    expect(toMs('2026-11-20T02:00:00.1239999Z') % 1000).toBe(123);
  });

  it.each([
    '',
    'today',
    '2026-11-20',
    '2026-11-20T09:00:00',
    '2026-11-20 09:00:00+07:00',
    '2026-11-20T09:00+07:00',
    '2026-11-20T09:00:00+0700',
    '2026-11-20T09:00:00+07:00 ',
    ' 2026-11-20T09:00:00+07:00',
    '2026-11-20T09:00:00.+07:00',
    '2026-11-20T09:00:00,5+07:00',
    '2026-11-20T24:00:00+07:00',
    '2026-11-20T09:60:00+07:00',
    '2026-11-20T23:59:60Z',
    '2026-11-20T09:00:00+24:00',
    '2026-11-20T09:00:00+07:60',
    '2026-13-01T09:00:00Z',
    '2026-02-29T09:00:00Z',
    '2026-00-10T09:00:00Z',
    '2026-01-00T09:00:00Z',
    '2026/01/10T09:00:00Z',
    '-026-01-10T09:00:00Z',
    '２０２６-01-10T09:00:00Z',
    '2026-11-20T09:00:00ZZ',
  ])('is not %j', (text) => {
    expect(() => toMs(text)).toThrow(RangeError);
  });

  it('survives writing and reading, as Date reads it too', () => {
    const any = fc.integer({ min: Date.UTC(0, 0, 2) - 1900 * 366 * 86_400_000, max: Date.UTC(9999, 11, 30) });
    fc.assert(
      fc.property(any, (ms) => {
        fc.pre(ms > Date.parse('0000-01-02T00:00:00Z'));
        expect(toMs(toText(ms))).toBe(ms);
        expect(Date.parse(toText(ms))).toBe(ms);
        expect(toMs(new Date(ms).toISOString())).toBe(ms);
      }),
      { numRuns: 500 },
    );
  });

  it('outside the years 0000 to 9999 has no text', () => {
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, Date.UTC(10_000, 0, 2), -1e14]) {
      expect(() => toText(ms)).toThrow(RangeError);
    }
  });
});

describe('a civil day', () => {
  it('begins at midnight in Vietnam', () => {
    expect(dayOf(toMs('2026-11-19T16:59:59.999Z'))).toBe('2026-11-19');
    expect(dayOf(toMs('2026-11-19T17:00:00Z'))).toBe('2026-11-20');
    expect(startOfDay('2026-11-20')).toBe(toMs('2026-11-20T00:00:00+07:00'));
  });

  it('is a real date', () => {
    for (const day of ['2024-02-29', '2000-02-29', '2026-12-31', '0000-01-01', '9999-12-31']) expect(isDay(day)).toBe(true);
    for (const day of ['2026-02-29', '1900-02-29', '2026-04-31', '2026-1-01', '2026-11-20T', '', '2026-11-2x', '20261120']) {
      expect(isDay(day)).toBe(false);
    }
  });

  it('has days before and after it', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
    expect(addDays('2026-11-20', 0)).toBe('2026-11-20');
    expect(() => addDays('2026-02-29', 1)).toThrow(RangeError);
    expect(() => addDays('2026-02-28', 0.5)).toThrow(RangeError);
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
  });
});
