import { describe, expect, it } from '@jest/globals';
import {
  DOCUMENT,
  environmentOfficer,
  Journey,
  lan,
  march,
  newDossier,
  planner,
  policeOfficer,
  registrar,
  world,
} from '../testing/fixtures.js';
import { land } from '../testing/procedures.js';
import { circles } from '../testing/procedures-at-random.js';

const received = () => new Journey(world(land, circles)).at(march('02 08:00')).do(lan, newDossier());
const handedOver = () => received().at(march('02 09:00')).do(lan, { type: 'take-action', action: 'transfer-to-land-registry' });
const asked = () =>
  new Journey(world(circles))
    .at(march('02 08:00'))
    .do(lan, newDossier({ procedure: circles.code }))
    .do(lan, { type: 'take-action', action: 'send' })
    .do(registrar, { type: 'acknowledge-handover' })
    .at(march('02 09:00'))
    .do(registrar, { type: 'take-action', action: 'ask' });

describe('a hand-over that must be acknowledged', () => {
  it('leaves the clock with the sender, who becomes late while the receiver says nothing', () => {
    const j = handedOver().at(march('02 15:00'));
    expect(j.log.find((e) => e.type === 'StepBecameOverdue')?.data).toMatchObject({
      deadline: 'received',
      agency: 'H99.01',
      dueAt: march('02 14:00'),
    });
    expect(j.page()).toMatchObject({
      activeStates: ['appraisal'],
      steps: [
        { leftAt: null, deadlineState: 'overdue' },
        { dueAt: null, handover: 'pending' },
      ],
    });
  });

  it('starts the receiver’s clock at the acknowledgement and ends the sender’s', () => {
    const j = handedOver().at(march('02 11:00')).do(registrar, { type: 'acknowledge-handover' });
    expect(j.page().steps).toMatchObject([
      { leftAt: march('02 11:00'), deadlineState: 'met' },
      { dueAt: march('05 11:00'), acknowledgedAt: march('02 11:00') },
    ]);
    expect(j.refused(registrar, { type: 'acknowledge-handover' })).toBe('action-not-allowed');
  });

  it('is acknowledged or rejected by the receiver alone, and not before it happened', () => {
    const j = handedOver();
    expect(j.refused(policeOfficer, { type: 'acknowledge-handover' })).toBe('agency-not-responsible');
    expect(j.refused(lan, { type: 'reject-handover', reason: 'x' })).toBe('agency-not-responsible');
    expect(j.refused(registrar, { type: 'acknowledge-handover', occurredAt: march('02 08:59') })).toBe('occurred-out-of-order');
    expect(j.refused(lan, { type: 'take-action', action: 'transfer-to-land-registry' })).toBe('handover-not-acknowledged');
  });

  it('brings the sender’s state back on the same clock, without a gap, when it is rejected', () => {
    const j = handedOver().at(march('02 10:00')).do(registrar, { type: 'reject-handover', reason: 'thiếu trang' });
    expect(j.page().steps).toMatchObject([
      { id: 'received.1' },
      { id: 'appraisal.1', handover: 'rejected', deadlineState: 'none' },
      { id: 'received.2', dueAt: march('02 14:00') },
    ]);
    expect(j.state.notices.received).toMatchObject({ status: 'armed', version: 1 });
  });

  it('may be handed over again while it is pending, to another agency too', () => {
    const j = handedOver().do(lan, { type: 'hand-over-again', agency: 'H99.40' });
    expect(j.refused(registrar, { type: 'acknowledge-handover' })).toBe('agency-not-responsible');
    j.at(march('02 10:00')).do(planner, { type: 'acknowledge-handover' });
    expect(j.page().steps[1]).toMatchObject({ agency: 'H99.40', dueAt: march('05 10:00') });
    expect(j.refused(lan, { type: 'hand-over-again' })).toBe('action-not-allowed');
  });

  it('is handed over again once after a rejection, not twice', () => {
    const j = handedOver().do(registrar, { type: 'reject-handover', reason: 'x' }).do(lan, { type: 'hand-over-again' });
    expect(j.page().activeStates).toEqual(['appraisal']);
    expect(j.refused(lan, { type: 'hand-over-again', step: 'appraisal.1' })).toBe('action-not-allowed');
    expect(j.refused(lan, { type: 'hand-over-again', agency: 'H99.99' })).toBe('agency-unknown');
    j.do(lan, { type: 'hand-over-again' }).do(registrar, { type: 'acknowledge-handover' });
    expect(j.state.steps.filter((s) => s.state === 'appraisal')).toHaveLength(2);
  });

  it('counts from an acknowledgement that is entered late within the tolerance', () => {
    const j = handedOver()
      .at(march('02 11:00'))
      .do(registrar, { type: 'acknowledge-handover', occurredAt: march('02 09:30') });
    expect(j.page().steps[1]).toMatchObject({ dueAt: march('05 09:30'), acknowledgedAt: march('02 09:30') });
  });
});

describe('hand-overs into legs', () => {
  it('hold the sender’s clock until the last of them is acknowledged', () => {
    const j = asked()
      .at(march('02 10:00'))
      .do(policeOfficer, { type: 'acknowledge-handover' })
      .do(planner, { type: 'acknowledge-handover' });
    expect(j.page().steps.find((s) => s.id === 'appraisal.1')).toMatchObject({ leftAt: null });
    j.at(march('02 11:00')).do(environmentOfficer, { type: 'acknowledge-handover' });
    expect(j.page().steps.find((s) => s.id === 'appraisal.1')).toMatchObject({ leftAt: march('02 11:00') });
  });

  it('keep the step of a leg that was rejected, for the sender to hand over again', () => {
    const j = asked().do(policeOfficer, { type: 'reject-handover', reason: 'sai cơ quan' });
    expect(j.page().steps.find((s) => s.state === 'opinions.fire.look')).toMatchObject({
      handover: 'rejected',
      leftAt: null,
      dueAt: null,
    });
    expect(j.refused(policeOfficer, { type: 'acknowledge-handover', step: 'opinions.fire.look.1' })).toBe('action-not-allowed');
    j.do(registrar, { type: 'hand-over-again', step: 'opinions.fire.look.1', agency: 'H99.30' });
    expect(j.refused(environmentOfficer, { type: 'acknowledge-handover' })).toBe('step-required');
    j.do(environmentOfficer, { type: 'acknowledge-handover', step: 'opinions.fire.look.1' });
    expect(j.page().steps.find((s) => s.state === 'opinions.fire.look')).toMatchObject({
      handover: 'acknowledged',
      agency: 'H99.30',
    });
  });

  it('go back inside a leg when they are rejected there, in the same round', () => {
    const j = asked()
      .do(policeOfficer, { type: 'acknowledge-handover' })
      .do(policeOfficer, { type: 'take-action', action: 'refer' });
    j.do(environmentOfficer, { type: 'reject-handover', step: 'opinions.fire.verify.1', reason: 'x' });
    expect(j.state.steps.filter((s) => s.state === 'opinions.fire.look').map((s) => [s.clock, s.leg?.round])).toEqual([
      ['opinions.fire.look', undefined],
      ['opinions.fire.look', undefined],
    ]);
    expect(j.refused(policeOfficer, { type: 'take-action', action: 'answer', evidence: DOCUMENT })).toBe('accepted');
  });

  it('let the sender go when the part joins without an optional leg that never acknowledged', () => {
    const j = asked().do(policeOfficer, { type: 'acknowledge-handover' }).do(planner, { type: 'acknowledge-handover' });
    j.do(policeOfficer, { type: 'take-action', action: 'answer' }).do(planner, { type: 'take-action', action: 'answer' });
    expect(j.page().activeStates).toEqual(['decision']);
    expect(j.page().steps.find((s) => s.id === 'appraisal.1')).toMatchObject({ leftAt: march('02 09:00') });
  });
});

describe('a hand-over after the result', () => {
  it('is acknowledged like any other, and the result returned', () => {
    const j = new Journey(world(circles))
      .at(march('02 08:00'))
      .do(lan, newDossier({ procedure: circles.code }))
      .do(lan, { type: 'take-action', action: 'send' });
    j.do(registrar, { type: 'acknowledge-handover' })
      .do(registrar, { type: 'take-action', action: 'rule' })
      .do(registrar, { type: 'issue-result', result: 'certificate' });
    expect(j.refused(lan, { type: 'return-result', channel: 'direct' })).toBe('handover-not-acknowledged');
    j.do(lan, { type: 'reject-handover', reason: 'thiếu dấu' });
    expect(j.refused(registrar, { type: 'issue-result', result: 'certificate' })).toBe('result-already-issued');
    j.do(registrar, { type: 'hand-over-again' })
      .do(lan, { type: 'acknowledge-handover' })
      .do(lan, { type: 'return-result', channel: 'direct' });
    expect(j.page()).toMatchObject({ status: 'returned', clock: { state: 'stopped' } });
  });
});
