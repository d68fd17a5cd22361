import { describe, expect, it } from '@jest/globals';
import { Journey, lan, march, newDossier, planner, policeOfficer, registrar, world } from '../testing/fixtures.js';
import { land, opinions } from '../testing/procedures.js';
import { civil } from '../testing/procedures-at-random.js';

const appraised = () =>
  new Journey(world(land, opinions))
    .at(march('02 08:00'))
    .do(lan, newDossier())
    .at(march('02 09:00'))
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });
const items = [{ component: 'authorisation', content: 'bản gốc' }];
const request = { type: 'request-supplement', items, reason: 'thiếu' } as const;

describe('a supplement', () => {
  it('is asked for by the agency of the open step, and received by the holder or the desk', () => {
    const j = appraised();
    expect(j.refused(lan, request)).toBe('agency-not-responsible');
    j.do(registrar, request);
    expect(j.refused(policeOfficer, { type: 'receive-supplement', components: [] })).toBe('agency-not-responsible');
    expect(j.refused(registrar, { type: 'receive-supplement', components: [] })).toBe('accepted');
    expect(j.refused(lan, { type: 'receive-supplement', components: [] })).toBe('accepted');
  });

  it('stops step and dossier to the minute, and the remainder is kept', () => {
    const j = appraised().at(march('03 08:10')).do(registrar, request);
    expect(j.page().steps[1]).toMatchObject({ dueAt: null, deadlineState: 'paused' });
    j.at(march('04 09:25')).do(lan, { type: 'receive-supplement', components: [] });
    expect(j.page().steps[1]?.dueAt).toBe(march('06 10:15'));
    expect(j.page().clock).toMatchObject({ dueAt: march('20 09:15'), pausedMinutes: 555 });
  });

  it('is answered by the close of a working day: the one asked for, or the next', () => {
    const j = appraised().do(registrar, { ...request, respondBy: '2026-03-08' });
    expect(j.page().supplements[0]?.respondBy).toBe('2026-03-09');
    expect(j.state.notices['supplement.1']).toMatchObject({ kind: 'applicant', agency: null, dueAt: march('09 17:30') });
    expect(appraised().refused(registrar, { ...request, respondBy: '2026-03-01' })).toBe('respond-by-in-past');
  });

  it('lapses with the first action after the applicant’s limit, though no alarm ever rang', () => {
    const j = appraised().do(registrar, { ...request, respondBy: '2026-03-04' });
    const act = { type: 'take-action', action: 'transfer', facts: { taxable: false } } as const;
    expect(j.silentlyAt(march('04 17:30')).refused(registrar, act)).toBe('supplement-open');
    j.silentlyAt(march('04 17:31')).do(registrar, act);
    expect(j.types().slice(-8)).toEqual(expect.arrayContaining(['SupplementLapsed', 'FoundNotTaxable', 'ApplicantLimitExpired']));
    expect(j.count('ApologyTaskRaised')).toBe(0);
    expect(j.page()).toMatchObject({ status: 'in-progress', supplements: [{ outcome: 'lapsed', closedAt: march('04 17:31') }] });
  });

  it('is not asked for twice at a time, nor from a paused, stopped or pending step, nor after the end', () => {
    const j = appraised().do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    const tax = { subject: 'thu', agency: 'H99.T1', roles: ['officer'] };
    j.do(tax, { type: 'take-action', action: 'notify-tax', facts: { taxAmount: 1 } });
    expect(j.refused(lan, { ...request, step: 'awaiting-payment.1' })).toBe('agency-not-responsible');
    j.do(tax, { type: 'take-action', action: 'confirm-payment' }).do(registrar, request);
    expect(j.refused(registrar, request)).toBe('supplement-already-open');
    j.do(lan, { type: 'request-withdrawal', reason: 'x' }).do(lan, { type: 'confirm-withdrawal' });
    expect(j.refused(lan, { type: 'receive-supplement', components: [] })).toBe('dossier-not-in-progress');
  });

  it('holds its own leg; the others run on', () => {
    const j = new Journey(world(opinions))
      .at(march('02 08:00'))
      .do(lan, newDossier({ procedure: opinions.code }))
      .do(lan, { type: 'take-action', action: 'ask-opinions' });
    j.do(policeOfficer, request);
    expect(j.refused(policeOfficer, { type: 'take-action', action: 'answer' })).toBe('supplement-open');
    expect(j.page().steps.slice(1)).toMatchObject([
      { deadlineState: 'paused' },
      { deadlineState: 'on-track' },
      { deadlineState: 'on-track' },
    ]);
    j.do(planner, { type: 'take-action', action: 'answer' });
    expect(j.page().clock).toMatchObject({ state: 'paused', reason: 'supplement' });
  });

  it('moves a civil date by the days at whose close it was open, and by none within a day', () => {
    const work = (until: string) =>
      new Journey(world(civil))
        .at(march('02 08:00'))
        .do(lan, newDossier({ procedure: civil.code }))
        .do(lan, { type: 'take-action', action: 'send' })
        .at(march('03 09:00'))
        .do(policeOfficer, request)
        .at(march(until))
        .do(lan, { type: 'receive-supplement', components: [] })
        .page();
    expect(work('03 16:00').clock?.dueAt).toBe(march('06 17:30'));
    expect(work('04 08:00').clock?.dueAt).toBe(march('09 17:30'));
    expect(work('04 08:00').steps[1]?.dueAt).toBe(march('05 17:30'));
  });

  it('puts what it brings in the place of what was handed in before', () => {
    const j = new Journey(world(civil))
      .at(march('02 08:00'))
      .do(lan, newDossier({ procedure: civil.code }))
      .do(lan, { type: 'take-action', action: 'send' })
      .do(policeOfficer, request);
    const [form] = j.state.components;
    j.do(lan, {
      type: 'receive-supplement',
      components: [{ code: form?.code ?? '', originals: 2, copies: 1, digitised: false }],
    });
    expect(j.page().components).toEqual([{ code: form?.code, originals: 2, copies: 1, digitised: false }]);
  });
});
