import { describe, expect, it } from '@jest/globals';
import type { Agency } from '../rules.js';
import { AGENCIES, Journey, lan, march, newDossier, registrar, world } from '../testing/fixtures.js';
import { land } from '../testing/procedures.js';

const heir = { subject: 'nga', agency: 'H99.11', roles: ['officer'] };

/** The land registry H99.10 ends on 3 March; from the 4th H99.11 acts for it. */
const merged = () => {
  const { rules, ...rest } = world(land);
  const old = AGENCIES.find((a) => a.code === 'H99.10') as Agency;
  const directory: Record<string, Agency> = {
    'H99.10': { ...old, validTo: '2026-03-03', successor: 'H99.11' },
    'H99.11': { ...old, code: 'H99.11', serves: {}, validFrom: '2026-03-04' },
  };
  return { ...rest, rules: { ...rules, agency: (code: string) => directory[code] ?? rules.agency(code) } };
};
const appraised = () =>
  new Journey(merged())
    .at(march('02 08:00'))
    .do(lan, newDossier())
    .at(march('02 09:00'))
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });

describe('the successor of an agency that has ended', () => {
  it('acts from the day after on, on the same clock; the minutes before stay the old agency’s', () => {
    const j = appraised().at(march('03 10:00'));
    expect(j.refused(heir, { type: 'take-action', action: 'transfer', facts: { taxable: false } })).toBe(
      'agency-not-responsible',
    );
    j.at(march('04 09:00')).do(heir, { type: 'take-action', action: 'transfer', facts: { taxable: false } });
    expect(j.count('AgencySucceeded')).toBe(1);
    expect(j.page()).toMatchObject({ parties: { 'land-registry': 'H99.11' }, lead: 'H99.11', activeStates: ['certification'] });
    expect(j.page().steps).toMatchObject([
      { id: 'received.1', agency: 'H99.01' },
      { id: 'appraisal.1', agency: 'H99.10', leftAt: march('04 09:00'), dueAt: march('05 09:00') },
      { id: 'appraisal.2', agency: 'H99.11', leftAt: march('04 09:00'), dueAt: march('05 09:00') },
      { id: 'certification.1', agency: 'H99.11', leftAt: null },
    ]);
  });

  it('takes over a hand-over that the old agency had not acknowledged', () => {
    const j = new Journey(merged())
      .at(march('03 08:00'))
      .do(lan, newDossier())
      .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
      .at(march('04 08:00'))
      .do(heir, { type: 'acknowledge-handover' });
    expect(j.page().steps).toMatchObject([{ leftAt: march('04 08:00') }, { agency: 'H99.11', handover: 'acknowledged' }]);
  });
});
