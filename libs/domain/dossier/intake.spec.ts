import { describe, expect, it } from '@jest/globals';
import { deskHead, Journey, lan, march, newDossier, registrar, world } from '../testing/fixtures.js';
import { land } from '../testing/procedures.js';
import { circles, civil } from '../testing/procedures-at-random.js';

const submitted = () => new Journey(world(land)).at(march('02 08:00')).do(lan, newDossier({ channel: 'online' }));
const request = { type: 'request-supplement', items: [{ component: 'authorisation', content: 'x' }], reason: 'thiếu' } as const;

describe('a dossier that came online', () => {
  it('has no clock, no steps and no appointment until it is received', () => {
    expect(submitted().page()).toMatchObject({
      status: 'submitted',
      portalStatus: 1,
      clock: null,
      steps: [],
      activeStates: [],
      receivedAt: null,
      appointment: null,
      lead: null,
    });
    const j = submitted().at(march('02 15:00')).do(lan, { type: 'receive' });
    expect(j.page()).toMatchObject({
      receivedAt: march('02 15:00'),
      submittedAt: march('02 08:00'),
      activeStates: ['received'],
      clock: { dueAt: march('19 15:00') },
    });
    expect(j.state.notices['intake-review']).toMatchObject({ status: 'met' });
  });

  it('is refused while submitted only, by the reception', () => {
    expect(submitted().refused(registrar, { type: 'refuse', reason: 'x' })).toBe('agency-not-responsible');
    const j = submitted().do(lan, { type: 'refuse', reason: 'sai thẩm quyền' });
    expect(j.page()).toMatchObject({ status: 'refused', portalStatus: 3 });
    expect(j.refused(lan, { type: 'receive' })).toBe('dossier-not-submitted');
    expect(j.refused(lan, { type: 'take-action', action: 'transfer-to-land-registry' })).toBe('dossier-not-in-progress');
    expect(submitted().do(lan, { type: 'receive' }).refused(lan, { type: 'refuse', reason: 'x' })).toBe('dossier-not-submitted');
  });

  it('is asked for papers once, and is not received while they are awaited', () => {
    const j = submitted().do(lan, request);
    expect(j.types()).toContain('IntakeSupplementRequested');
    expect(j.page()).toMatchObject({ status: 'awaiting-applicant', portalStatus: 5 });
    expect(j.refused(lan, { type: 'receive' })).toBe('supplement-open');
    j.do(lan, { type: 'receive-supplement', components: [] });
    expect(j.refused(lan, request)).toBe('supplement-limit-reached');
    expect(j.refused(lan, { type: 'receive' })).toBe('accepted');
  });

  it('may be received without the papers once their day is over, or refused at any time', () => {
    const j = submitted().do(lan, { ...request, respondBy: '2026-03-04' });
    expect(j.refused(lan, { type: 'refuse', reason: 'x' })).toBe('accepted');
    j.at(march('05 08:00')).do(lan, { type: 'receive' });
    expect([j.count('ApplicantLimitExpired'), j.count('SupplementLapsed')]).toEqual([1, 1]);
    expect(j.page().status).toBe('in-progress');
  });
});

describe('a receipt', () => {
  const create = (change: object) => new Journey(world(land)).refused(lan, newDossier(change));

  it('takes in declared papers and facts only, the required ones among them', () => {
    const paper = { originals: 1, copies: 0, digitised: false };
    expect(create({ components: [] })).toBe('component-missing');
    expect(create({ components: [{ code: 'tea', ...paper }] })).toBe('component-not-declared');
    expect(create({ facts: { colour: 'red' } })).toBe('fact-not-declared');
    expect(create({ facts: { taxable: null } })).toBe('fact-invalid');
    expect(create({ facts: { taxAmount: 1.5 } })).toBe('fact-invalid');
    expect(create({ procedure: '9.999999' })).toBe('procedure-unknown');
    expect(create({ parties: { moon: 'H99.10' } })).toBe('party-unknown');
    expect(create({ parties: { tax: 'H99.XX' } })).toBe('party-unresolved');
  });

  it('feeds promise, clock and deadline with the committed limit; the statutory date stands beside', () => {
    const j = new Journey(world(circles)).at(march('02 08:00')).do(lan, newDossier({ procedure: circles.code }));
    expect(j.page()).toMatchObject({
      appointment: { promisedAt: march('12 08:00') },
      clock: { dueAt: march('12 08:00'), statutoryDueAt: march('13 08:00'), allotted: { value: 8 } },
    });
    expect(j.state.notices.dossier?.dueAt).toBe(march('12 08:00'));
    expect(deskHead.agency).toBe('H99.01');
  });

  it.each([
    ['02 14:59', '02 17:30', '06 17:30'],
    ['02 15:00', '02 17:30', '06 17:30'],
    ['02 15:00:59', '02 17:30', '06 17:30'],
    ['02 15:01', '03 17:30', '09 17:30'],
    ['07 09:00', '09 17:30', '13 17:30'],
  ])('of a same-day copy at %s is due at %s, its dossier at %s: the cut-off is 15:00', (at, step, dossier) => {
    const j = new Journey(world(civil)).at(march(at)).do(lan, newDossier({ procedure: civil.code }));
    expect(j.page()).toMatchObject({
      steps: [{ dueAt: march(step) }],
      clock: { dueAt: march(dossier) },
      appointment: { promisedAt: march(dossier) },
    });
  });
});
