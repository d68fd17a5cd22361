import { describe, expect, it } from '@jest/globals';
import {
  deskHead,
  Journey,
  lan,
  newDossier,
  policeOfficer,
  registrar,
  registryHead,
  taxHead,
  taxOfficer,
  world,
} from '../testing/fixtures.js';
import { land, opinions } from '../testing/procedures.js';

const received = () => new Journey(world(land, opinions)).do(lan, newDossier());
const appraised = () =>
  received()
    .at('2026-03-02T09:00:00+07:00')
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });

describe('a land dossier', () => {
  it('is promised 13 working days after its receipt', () => {
    const page = received().page();
    expect(page.appointment?.promisedAt).toBe('2026-03-19T08:00:00+07:00');
    expect(page.clock).toMatchObject({
      state: 'running',
      dueAt: '2026-03-19T08:00:00+07:00',
      consumedMinutes: 0,
      remainingMinutes: 6240,
    });
    expect(page.ruleSet).toBe('vn-one-stop-2025');
  });

  it('stays with the sender until the receiver acknowledges', () => {
    const j = received().at('2026-03-02T09:00:00+07:00').do(lan, { type: 'take-action', action: 'transfer-to-land-registry' });
    expect(j.page()).toMatchObject({
      activeStates: ['appraisal'],
      steps: [
        { id: 'received.1', leftAt: null },
        { id: 'appraisal.1', handover: 'pending', dueAt: null },
      ],
    });
    expect(j.refused(registrar, { type: 'take-action', action: 'transfer' })).toBe('handover-not-acknowledged');
    j.at('2026-03-02T10:00:00+07:00').do(registrar, { type: 'acknowledge-handover' });
    expect(j.page().steps).toMatchObject([
      { leftAt: '2026-03-02T10:00:00+07:00' },
      { dueAt: '2026-03-05T10:00:00+07:00', deadlineState: 'on-track' },
    ]);
  });

  it('comes back to the sender on the same clock when the receiver rejects, and is handed over again', () => {
    const j = received().at('2026-03-02T09:00:00+07:00').do(lan, { type: 'take-action', action: 'transfer-to-land-registry' });
    j.at('2026-03-02T09:30:00+07:00').do(registrar, { type: 'reject-handover', reason: 'thiếu trang' });
    expect(j.page()).toMatchObject({ activeStates: ['received'] });
    expect(j.page().steps[2]).toMatchObject({ id: 'received.2', dueAt: '2026-03-02T13:30:00+07:00'.replace('13:30', '14:00') });
    j.do(lan, { type: 'hand-over-again' }).do(registrar, { type: 'acknowledge-handover' });
    expect(j.page().activeStates).toEqual(['appraisal']);
  });

  it('excludes the tax step and pauses while the citizen pays for 17 days', () => {
    const j = appraised()
      .at('2026-03-03T09:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    expect(j.page().clock).toMatchObject({ state: 'paused', reason: 'excluded-step', dueAt: null });
    j.at('2026-03-05T09:00:00+07:00').do(taxOfficer, {
      type: 'take-action',
      action: 'notify-tax',
      facts: { taxAmount: 5_000_000 },
    });
    expect(j.page()).toMatchObject({ status: 'awaiting-applicant', portalStatus: 6, clock: { reason: 'financial-obligation' } });
    j.at('2026-03-22T10:00:00+07:00').do(taxOfficer, { type: 'take-action', action: 'confirm-payment' });
    const page = j.page();
    expect(page.clock).toMatchObject({ state: 'running', excludedMinutes: 960, consumedMinutes: 540 });
    expect(page.clock?.remainingMinutes).toBe(6240 - 540);
    j.at('2026-03-24T10:00:00+07:00').do(registrar, { type: 'issue-result', result: 'certificate' });
    expect(j.page()).toMatchObject({ status: 'result-issued', verdict: { byFact: 'early' }, clock: { state: 'stopped' } });
    j.do(lan, { type: 'return-result', channel: 'direct' });
    expect(j.page()).toMatchObject({ status: 'returned', portalStatus: 10, activeStates: [] });
    expect(j.count('StepBecameOverdue')).toBe(0);
  });

  it('warns once, is breached once, owes one letter, and escalates', () => {
    const j = appraised().at('2026-03-12T08:00:00+07:00');
    expect(j.count('DeadlineWarned')).toBe(1);
    expect(j.count('StepBecameOverdue')).toBe(1);
    expect(j.count('ApologyTaskRaised')).toBe(1);
    expect(j.count('DeadlineEscalated')).toBe(3);
    expect(j.page().steps[1]).toMatchObject({ deadlineState: 'overdue' });
    const breach = j.log.find((e) => e.type === 'StepBecameOverdue');
    expect(breach).toMatchObject({
      occurredAt: '2026-03-05T09:00:01+07:00',
      data: { dueAt: '2026-03-05T09:00:00+07:00', noticed: 'ring', agency: 'H99.10' },
    });
  });

  it('records the breach on a late completion that no alarm noticed', () => {
    const j = appraised()
      .silentlyAt('2026-03-06T09:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } });
    expect(j.log.find((e) => e.type === 'StepBecameOverdue')).toMatchObject({
      data: { noticed: 'on-completion' },
      occurredAt: '2026-03-06T09:00:00+07:00',
    });
    expect(j.count('ApologyTaskRaised')).toBe(1);
  });

  it('takes an act at exactly the due instant as in time', () => {
    const j = appraised()
      .at('2026-03-05T09:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } });
    expect(j.count('StepBecameOverdue')).toBe(0);
    expect(j.count('DeadlineMet')).toBe(2);
  });

  it('lets a late entry count once another person approves it, and takes the breach and the letter back', () => {
    const j = appraised().at('2026-03-09T09:00:00+07:00');
    const body = {
      type: 'take-action',
      action: 'transfer',
      facts: { taxable: false },
      occurredAt: '2026-03-04T16:00:00+07:00',
    } as const;
    expect(j.refused(registrar, body)).toBe('evidence-required');
    j.do(registrar, { ...body, evidence: { kind: 'document', reference: 'CV 12' } });
    expect(j.page()).toMatchObject({
      corrections: [{ id: 'correction.1', status: 'pending', occurredAt: '2026-03-04T16:00:00+07:00' }],
      apologyTasks: [{ status: 'owed' }],
    });
    expect(j.refused(registrar, { type: 'approve-correction', correction: 'correction.1' })).toBe('agency-not-responsible');
    expect(j.refused({ ...registryHead, subject: 'minh' }, { type: 'approve-correction', correction: 'correction.1' })).toBe(
      'same-person',
    );
    j.do(registryHead, { type: 'approve-correction', correction: 'correction.1' });
    expect(j.count('BreachRescinded')).toBe(1);
    expect(j.page()).toMatchObject({ apologyTasks: [{ status: 'withdrawn' }] });
    expect(j.page().steps[1]).toMatchObject({ deadlineState: 'met', leftAt: '2026-03-04T16:00:00+07:00' });
  });

  it('makes no agency late by the correction of another', () => {
    const j = appraised()
      .at('2026-03-03T09:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    const before = j.page().steps[2]?.dueAt;
    const event = j.log.find((e) => e.type === 'ActionTaken' && e.data.action === 'transfer')?.id ?? '';
    j.do(registrar, {
      type: 'request-correction',
      eventId: event,
      claimedAt: '2026-03-02T15:00:00+07:00',
      evidence: { kind: 'document', reference: 'x' },
    });
    j.do(registryHead, { type: 'approve-correction', correction: 'correction.1' });
    expect(j.page().steps[2]?.dueAt).toBe(before);
    expect(j.page().steps[1]?.leftAt).toBe('2026-03-02T15:00:00+07:00');
  });

  it('pauses for a supplement and goes on with the remainder', () => {
    const j = appraised().at('2026-03-03T08:00:00+07:00');
    j.do(registrar, { type: 'request-supplement', items: [{ component: 'authorisation', content: 'Bản gốc' }], reason: 'thiếu' });
    expect(j.page()).toMatchObject({ status: 'awaiting-applicant', portalStatus: 5, clock: { state: 'paused', dueAt: null } });
    expect(j.refused(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } })).toBe('supplement-open');
    expect(j.refused(registrar, { type: 'request-supplement', items: [], reason: 'x' })).toBe('supplement-already-open');
    j.at('2026-03-05T08:00:00+07:00').do(lan, {
      type: 'receive-supplement',
      components: [{ code: 'authorisation', originals: 1, copies: 0, digitised: false }],
    });
    expect(j.page().steps[1]?.dueAt).toBe('2026-03-09T09:00:00+07:00');
    expect(j.page().clock?.dueAt).toBe('2026-03-23T08:00:00+07:00');
    expect(j.refused(registrar, { type: 'request-supplement', items: [{ component: 'tea', content: '' }], reason: 'x' })).toBe(
      'component-not-declared',
    );
  });

  it('is withdrawn on request and confirmation, and its deadlines are superseded', () => {
    const j = appraised().do(lan, { type: 'request-withdrawal', reason: 'đổi ý' });
    expect(j.page().portalStatus).toBe(7);
    j.do(lan, { type: 'confirm-withdrawal' });
    expect(j.page()).toMatchObject({ status: 'withdrawn', clock: { state: 'stopped' } });
    j.at('2026-04-20T08:00:00+07:00');
    expect(j.count('StepBecameOverdue')).toBe(0);
  });

  it('sees a letter through: drafted, signed by another, issued with a new appointment, delivered', () => {
    const j = appraised().at('2026-03-06T08:00:00+07:00');
    const task = j.state.tasks[0]?.id ?? '';
    expect(
      j.refused(registrar, { type: 'draft', task, reasonClass: 'subjective', reason: 'chậm', newAppointment: '2026-03-07' }),
    ).toBe('new-appointment-invalid');
    j.do(registrar, { type: 'draft', task, reasonClass: 'subjective', reason: 'chậm', newAppointment: '2026-03-25' });
    expect(j.refused({ ...registryHead, subject: 'minh' }, { type: 'sign', task })).toBe('same-person');
    j.do(registryHead, { type: 'sign', task }).do(registrar, { type: 'issue', task, number: '12/PXL' });
    expect(j.page().appointment).toMatchObject({
      promisedAt: '2026-03-19T08:00:00+07:00',
      currentAt: '2026-03-25T17:30:00+07:00',
      reappointments: 1,
    });
    j.do(lan, { type: 'record-delivery', task, channel: 'direct' });
    expect(j.page().apologyTasks).toMatchObject([{ status: 'delivered' }]);
  });

  it('lets a past storm day take a breach back', () => {
    const j = appraised().at('2026-03-06T08:00:00+07:00');
    expect(j.count('StepBecameOverdue')).toBe(1);
    j.world.decideDays('2', [{ date: '2026-03-05', kind: 'off', reason: 'bão', source: 'CV 1', confirmed: true }]);
    j.record({
      type: 'adopt-calendar',
      calendars: { 'vn-civil-service': '2' },
      by: { subject: 'system', agency: '', roles: [] },
      commandId: 'adopt',
    });
    expect(j.count('BreachRescinded')).toBe(1);
    expect(j.page().appointment?.promisedAt).toBe('2026-03-19T08:00:00+07:00');
    expect(j.page().clock?.dueAt).toBe('2026-03-20T08:00:00+07:00');
  });
});

describe('parallel opinions', () => {
  const asked = () =>
    new Journey(world(land, opinions))
      .do(lan, newDossier({ procedure: '9.900004' }))
      .at('2026-03-02T09:00:00+07:00')
      .do(lan, { type: 'take-action', action: 'ask-opinions' });

  it('join when the last mandatory answer is there', () => {
    const j = asked();
    expect(j.page().activeStates).toEqual(['opinions.fire.review', 'opinions.environment.review', 'opinions.planning.review']);
    j.do(policeOfficer, { type: 'take-action', action: 'answer' });
    j.do({ subject: 'e', agency: 'H99.30', roles: ['officer'] }, { type: 'take-action', action: 'answer' });
    j.do({ subject: 'p', agency: 'H99.40', roles: ['officer'] }, { type: 'take-action', action: 'answer' });
    expect(j.page().activeStates).toEqual(['decision']);
    expect(j.count('OpinionsGathered')).toBe(1);
  });

  it('deem silence to be consent, note it, or wait for it, as the policy says', () => {
    const j = asked().at('2026-03-06T08:00:00+07:00');
    expect(j.count('OpinionDeemedGiven')).toBe(1);
    expect(j.count('ProceededWithoutOpinion')).toBe(1);
    expect(j.count('StepBecameOverdue')).toBe(3);
    expect(j.page().activeStates).toEqual(['opinions.fire.review']);
    expect(j.page().apologyTasks).toMatchObject([{ agency: 'H99.20' }]);
    j.do(policeOfficer, { type: 'take-action', action: 'answer' });
    expect(j.page().activeStates).toEqual(['decision']);
    j.do({ subject: 'e', agency: 'H99.30', roles: ['officer'] }, { type: 'take-action', action: 'answer' });
    expect(j.page().activeStates).toEqual(['decision']);
  });
});

describe('an online dossier', () => {
  it('waits for its receipt, has no appointment, and reminds of the intake review', () => {
    const j = new Journey(world(land)).do(lan, newDossier({ channel: 'online' }));
    expect(j.page()).toMatchObject({ status: 'submitted', portalStatus: 1, appointment: null, clock: null, steps: [] });
    j.at('2026-03-03T09:00:00+07:00');
    expect(j.count('DutyDeadlineMissed')).toBe(1);
    j.do(lan, { type: 'receive' });
    expect(j.page()).toMatchObject({ status: 'in-progress', receivedAt: '2026-03-03T09:00:00+07:00' });
    expect(j.refused(lan, { type: 'refuse', reason: 'x' })).toBe('dossier-not-submitted');
  });
});

describe('the cause of a lateness', () => {
  it('is proposed by the engine, contested by the blamed, decided by the lead', () => {
    const j = appraised()
      .at('2026-03-03T09:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } })
      .at('2026-03-12T09:00:00+07:00');
    expect(j.state.cause).toMatchObject({ state: 'proposed', cause: 'objective', agency: 'H99.T1' });
    j.do(taxOfficer, { type: 'contest-cause', cause: 'objective', agency: 'H99.10', ground: 'hồ sơ thiếu' });
    expect(j.refused(taxHead, { type: 'decide-cause', cause: 'objective', agency: 'H99.T1', ground: 'x' })).toBe(
      'agency-not-responsible',
    );
    expect(deskHead.agency).toBe('H99.01');
  });
});
