import { describe, expect, it } from '@jest/globals';
import { DOCUMENT, Journey, lan, march, newDossier, registrar, registryHead, world } from '../testing/fixtures.js';
import { land } from '../testing/procedures.js';

const certified = () =>
  new Journey(world(land))
    .at(march('02 08:00'))
    .do(lan, newDossier())
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' })
    .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } });
const issue = { type: 'issue-result', result: 'certificate' } as const;
const verdictAt = (text: string) => certified().silentlyAt(march(text)).do(registrar, issue).page().verdict.byFact;

describe('a verdict', () => {
  it('is early on a day before the due day, on time until the due instant, late after it', () => {
    expect([verdictAt('18 17:30'), verdictAt('19 07:30'), verdictAt('19 08:00'), verdictAt('19 08:00:01')]).toEqual([
      'early',
      'on-time',
      'on-time',
      'late',
    ]);
  });

  it('stays open, or open and late, without a result', () => {
    expect(certified().page().verdict.byFact).toBe('open');
    expect(certified().at(march('19 08:01')).page().verdict.byFact).toBe('open-late');
    const withdrawn = certified()
      .at(march('20 08:00'))
      .do(lan, { type: 'request-withdrawal', reason: 'x' })
      .do(lan, { type: 'confirm-withdrawal' });
    expect(withdrawn.page().verdict.byFact).toBe('open-late');
  });

  it('by fact goes by the times that count, by record by the times of entry', () => {
    const j = certified()
      .at(march('23 08:00'))
      .do(registrar, { ...issue, occurredAt: march('19 07:45'), evidence: DOCUMENT });
    expect(j.page().verdict).toMatchObject({ byFact: 'late', byRecord: 'late' });
    j.do(registryHead, { type: 'approve-correction', correction: 'correction.1' });
    expect(j.page().verdict).toMatchObject({ byFact: 'on-time', byRecord: 'late' });
    expect(j.state.notices.dossier).toMatchObject({ status: 'met', breach: null });
  });
});
