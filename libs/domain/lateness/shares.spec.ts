import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accountabilityOf, type Ground } from '../reading/accountability.js';
import { moves, wander } from '../reading/testing/wander.js';
import { Journey, lan, newDossier, registrar, taxOfficer, world } from '../testing/fixtures.js';
import { land, opinions } from '../testing/procedures.js';
import { divided, sharesOf } from './shares.js';

const appraised = () =>
  new Journey(world(land, opinions))
    .do(lan, newDossier())
    .at('2026-03-02T09:00:00+07:00')
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });
const of = (j: Journey, ground: Ground | null = null) => accountabilityOf(j.state, j.world.rules, j.now, ground);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

describe('a division', () => {
  it('adds up exactly, the rest going to the largest remainder, ties to the earlier', () => {
    expect(divided(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(divided(100, [1, 2])).toEqual([33, 67]);
    expect(divided(1, [5, 5])).toEqual([1, 0]);
    expect(divided(7, [0, 3])).toEqual([0, 7]);
    expect(divided(7, [0, 0])).toEqual([0, 0]);
  });

  it('is never negative, gives nothing without a weight, and follows the weights', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 }), (whole, weights) => {
        const parts = divided(whole, weights);
        expect(sum(parts)).toBe(sum(weights) === 0 ? 0 : whole);
        parts.forEach((part, i) => {
          const exact = sum(weights) === 0 ? 0 : (whole * (weights[i] ?? 0)) / sum(weights);
          expect(Math.abs(part - exact)).toBeLessThan(1);
          expect(part).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });
});

describe('the shares of a lateness', () => {
  it('are nothing while the dossier is in time, and say what each party used', () => {
    const j = appraised()
      .at('2026-03-03T09:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    j.at('2026-03-05T09:00:00+07:00');
    expect(of(j)).toMatchObject({
      overrunMinutes: 0,
      pausedMinutes: 0,
      excludedMinutes: 960,
      cause: null,
      shares: [
        {
          party: 'desk',
          agency: 'H99.01',
          allottedMinutes: 240,
          usedMinutes: 60,
          overrunMinutes: 0,
          shareMinutes: 0,
          excluded: false,
        },
        { party: 'land-registry', agency: 'H99.10', allottedMinutes: 1440, usedMinutes: 480, shareMinutes: 0 },
        { party: 'tax', agency: 'H99.T1', allottedMinutes: 2400, usedMinutes: 960, shareMinutes: 0, excluded: true },
      ],
    });
  });

  it('are in proportion to what each party overran its own limits', () => {
    const j = new Journey(world(land, opinions)).do(lan, newDossier());
    j.silentlyAt('2026-03-03T08:00:00+07:00').do(lan, { type: 'take-action', action: 'transfer-to-land-registry' });
    j.do(registrar, { type: 'acknowledge-handover' }).at('2026-03-20T08:00:00+07:00');
    const { overrunMinutes, shares } = of(j);
    expect(overrunMinutes).toBe(480);
    expect(shares).toMatchObject([
      { party: 'desk', overrunMinutes: 240, shareMinutes: 23 },
      { party: 'land-registry', overrunMinutes: 4800, usedMinutes: 6240, allottedMinutes: 1440, shareMinutes: 457 },
    ]);
  });

  it('leave the excluded tax step out, and give the lead what no step explains', () => {
    const j = appraised()
      .at('2026-03-05T09:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    j.at('2026-03-16T09:00:00+07:00').do(taxOfficer, { type: 'take-action', action: 'notify-tax', facts: { taxAmount: 1 } });
    j.at('2026-03-17T09:00:00+07:00').do(taxOfficer, { type: 'take-action', action: 'confirm-payment' });
    const tax = of(j).shares.find((s) => s.party === 'tax');
    expect(tax).toMatchObject({ overrunMinutes: 960, shareMinutes: 0, excluded: true });
    j.at('2026-03-24T09:00:00+07:00');
    expect(of(j).overrunMinutes).toBe(0);
    j.at('2026-04-10T09:00:00+07:00');
    const late = of(j);
    expect(late.overrunMinutes).toBeGreaterThan(0);
    expect(late.shares.filter((s) => s.shareMinutes > 0)).toMatchObject([
      { party: 'land-registry', shareMinutes: late.overrunMinutes },
    ]);
  });

  it('name the cause, with the ground that is brought to it', () => {
    const j = appraised().at('2026-03-06T09:00:00+07:00');
    expect(of(j).cause).toMatchObject({
      state: 'proposed',
      cause: 'subjective',
      agency: 'H99.10',
      by: 'engine',
      ground: null,
    });
    j.do(registrar, { type: 'contest-cause', cause: 'objective', agency: 'H99.01', ground: 'bàn giao thiếu' });
    expect(of(j, 'bàn giao thiếu').cause).toEqual({
      state: 'contested',
      cause: 'objective',
      agency: 'H99.01',
      by: 'minh',
      ground: 'bàn giao thiếu',
    });
  });

  it('put nothing on a leg whose silence was noted', () => {
    const j = new Journey(world(land, opinions)).do(lan, newDossier({ procedure: '9.900004' }));
    j.at('2026-03-02T09:00:00+07:00').do(lan, { type: 'take-action', action: 'ask-opinions' }).at('2026-04-20T08:00:00+07:00');
    const { overrunMinutes, shares } = of(j);
    expect(overrunMinutes).toBeGreaterThan(0);
    expect(shares.map((s) => s.party)).toEqual(['desk', 'police']);
    expect(shares[1]).toMatchObject({ shareMinutes: overrunMinutes });
  });

  it('add up exactly to the dossier’s overrun, and are never negative, whatever its course', () => {
    let late = 0;
    fc.assert(
      fc.property(moves, fc.constantFrom('9.900001' as const, '9.900004' as const), fc.nat(40), (path, code, days) => {
        const j = wander(path, code);
        const now = j.now + days * 86_400_000;
        const { overrunMinutes, shares } = accountabilityOf(j.state, j.world.rules, now);
        expect(sum(shares.map((s) => s.shareMinutes))).toBe(overrunMinutes);
        for (const s of sharesOf(j.state, j.world.rules, now))
          expect(Math.min(s.shareMinutes, s.usedMinutes, s.overrunMinutes)).toBeGreaterThanOrEqual(0);
        late += overrunMinutes > 0 ? 1 : 0;
      }),
      { numRuns: 15, endOnFailure: true },
    );
    expect(late).toBeGreaterThan(0);
  });
});
