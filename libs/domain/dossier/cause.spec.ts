import { describe, expect, it } from '@jest/globals';
import { type Actor } from '../decider.js';
import {
  deskHead,
  Journey,
  lan,
  march,
  newDossier,
  registrar,
  registryHead,
  taxHead,
  taxOfficer,
  world,
} from '../testing/fixtures.js';
import { land } from '../testing/procedures.js';

const superior: Actor = { subject: 'ubnd', agency: 'H99', roles: ['head'] };
const appraised = () =>
  new Journey(world(land))
    .at(march('02 08:00'))
    .do(lan, newDossier())
    .at(march('02 09:00'))
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });
const atTax = () =>
  appraised()
    .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } })
    .at(march('12 08:00'));
const blame = (agency: string) => ({ cause: 'objective', agency, ground: 'hồ sơ phức tạp' }) as const;

describe('the cause of a lateness', () => {
  it('is proposed by the engine at the breach, from who held the dossier', () => {
    expect(atTax().state.cause).toMatchObject({ state: 'proposed', cause: 'objective', agency: 'H99.T1', by: 'engine' });
    expect(appraised().at(march('09 08:00')).state.cause).toMatchObject({ cause: 'subjective', agency: 'H99.10' });
  });

  it('is nobody’s before there is a lateness', () => {
    expect(appraised().refused(registrar, { type: 'propose-cause', ...blame('H99.10') })).toBe('not-late');
  });

  it('is proposed by the lead or the receiving agency, and the latest undecided proposal stands', () => {
    const j = atTax();
    expect(j.refused(taxOfficer, { type: 'propose-cause', ...blame('H99.01') })).toBe('agency-not-responsible');
    j.do(registrar, { type: 'propose-cause', ...blame('H99.T1') });
    expect(j.state.cause).toMatchObject({ by: 'minh', state: 'proposed' });
    expect(j.refused(registrar, { type: 'propose-cause', ...blame('H99.77') })).toBe('agency-unknown');
  });

  it('is contested by the blamed agency, and decided by a head of the lead', () => {
    const j = atTax();
    expect(j.refused(registrar, { type: 'contest-cause', ...blame('H99.10') })).toBe('agency-not-responsible');
    j.do(taxOfficer, { type: 'contest-cause', ...blame('H99.01') });
    expect(j.refused(deskHead, { type: 'decide-cause', ...blame('H99.T1') })).toBe('agency-not-responsible');
    j.do(registryHead, { type: 'decide-cause', ...blame('H99.T1') });
    expect(j.state.cause).toMatchObject({ state: 'decided', agency: 'H99.T1' });
    expect(j.refused(taxOfficer, { type: 'contest-cause', ...blame('H99.01') })).toBe('cause-decided');
  });

  it('is decided by the superior where the lead is blamed, never by the blamed', () => {
    const j = appraised().at(march('09 08:00'));
    expect(j.refused(registryHead, { type: 'decide-cause', ...blame('H99.10') })).toBe('agency-not-responsible');
    expect(j.refused(taxHead, { type: 'decide-cause', ...blame('H99.10') })).toBe('agency-not-responsible');
    expect(j.refused(superior, { type: 'decide-cause', ...blame('H99.10') })).toBe('accepted');
  });
});
