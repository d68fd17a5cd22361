import { describe, expect, it } from '@jest/globals';
import {
  DOCUMENT,
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

const appraised = () =>
  new Journey(world(land))
    .at(march('02 08:00'))
    .do(lan, newDossier())
    .at(march('02 09:00'))
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });
const transfer = { type: 'take-action', action: 'transfer', facts: { taxable: true } } as const;
const eventOf = (j: Journey, type: string): string => j.log[j.types().lastIndexOf(type)]?.id ?? '';

describe('a late entry', () => {
  it('within the tolerance of four working hours counts as claimed, without evidence', () => {
    const j = appraised()
      .silentlyAt(march('05 11:00'))
      .do(registrar, { ...transfer, occurredAt: march('05 08:00') });
    expect(j.page()).toMatchObject({ corrections: [], steps: [{}, { leftAt: march('05 08:00'), deadlineState: 'met' }, {}] });
    expect(
      appraised()
        .at(march('05 11:31'))
        .refused(registrar, { ...transfer, occurredAt: march('05 07:30') }),
    ).toBe('accepted');
    expect(
      appraised()
        .at(march('05 13:31'))
        .refused(registrar, { ...transfer, occurredAt: march('05 07:30') }),
    ).toBe('evidence-required');
  });

  it('takes a breach back that an alarm recorded meanwhile, when it is within the tolerance', () => {
    const j = appraised()
      .at(march('05 10:00'))
      .do(registrar, { ...transfer, occurredAt: march('05 09:00') });
    expect([j.count('StepBecameOverdue'), j.count('BreachRescinded'), j.count('ApologyTaskWithdrawn')]).toEqual([1, 1, 1]);
  });

  it('beyond it takes effect at its recorded time, with the claim pending until another head approves', () => {
    const j = appraised()
      .at(march('09 09:00'))
      .do(registrar, { ...transfer, occurredAt: march('04 16:00'), evidence: DOCUMENT });
    expect(j.page()).toMatchObject({
      steps: [{}, { leftAt: march('09 09:00') }, {}],
      corrections: [{ status: 'pending', occurredAt: march('04 16:00'), eventId: eventOf(j, 'TransferredToTax') }],
    });
    j.do(registryHead, { type: 'reject-correction', correction: 'correction.1', reason: 'không có công văn' });
    expect(j.page()).toMatchObject({
      steps: [{}, { leftAt: march('09 09:00'), deadlineState: 'missed' }, {}],
      corrections: [{ status: 'rejected' }],
    });
    expect(j.refused(registryHead, { type: 'approve-correction', correction: 'correction.1' })).toBe('correction-decided');
  });

  it('is neither in the future nor before the entry of its step; the claimed entry counts, pending included', () => {
    const j = appraised();
    expect(j.refused(registrar, { ...transfer, occurredAt: march('02 09:01') })).toBe('occurred-in-future');
    expect(j.refused(registrar, { ...transfer, occurredAt: march('02 08:59') })).toBe('occurred-out-of-order');
    j.at(march('09 09:00')).do(registrar, { ...transfer, occurredAt: march('04 16:00'), evidence: DOCUMENT });
    expect(
      j.refused(taxOfficer, {
        type: 'take-action',
        action: 'notify-tax',
        facts: { taxAmount: 1 },
        occurredAt: march('04 15:59'),
        evidence: DOCUMENT,
      }),
    ).toBe('occurred-out-of-order');
    expect(
      j.refused(taxOfficer, {
        type: 'take-action',
        action: 'notify-tax',
        facts: { taxAmount: 1 },
        occurredAt: march('05 08:00'),
        evidence: DOCUMENT,
      }),
    ).toBe('accepted');
  });

  it('is approved in the order of the acts', () => {
    const j = appraised()
      .at(march('09 09:00'))
      .do(registrar, { ...transfer, occurredAt: march('04 16:00'), evidence: DOCUMENT });
    j.do(taxOfficer, {
      type: 'take-action',
      action: 'notify-tax',
      facts: { taxAmount: 1 },
      occurredAt: march('05 08:00'),
      evidence: DOCUMENT,
    });
    expect(j.refused(taxHead, { type: 'approve-correction', correction: 'correction.2' })).toBe('occurred-out-of-order');
    j.do(registryHead, { type: 'approve-correction', correction: 'correction.1' });
    expect(j.refused(taxHead, { type: 'approve-correction', correction: 'correction.2' })).toBe('accepted');
  });
});

describe('a correction', () => {
  const ask = (j: Journey, type: string, claimedAt: string) =>
    ({ type: 'request-correction', eventId: eventOf(j, type), claimedAt, evidence: DOCUMENT }) as const;

  it('needs evidence, the act’s own agency, and a time not after the entry', () => {
    const j = appraised().at(march('03 09:00')).do(registrar, transfer);
    expect(j.refused(registrar, { ...ask(j, 'TransferredToTax', march('02 15:00')), evidence: undefined } as never)).toBe(
      'evidence-required',
    );
    expect(j.refused(taxOfficer, ask(j, 'TransferredToTax', march('02 15:00')))).toBe('agency-not-responsible');
    expect(j.refused(registrar, ask(j, 'TransferredToTax', march('02 08:30')))).toBe('occurred-out-of-order');
    expect(j.at(march('03 10:00')).refused(registrar, ask(j, 'TransferredToTax', march('03 09:30')))).toBe(
      'occurred-after-entry',
    );
    j.do(registrar, ask(j, 'TransferredToTax', march('02 15:00')));
    expect(j.refused(registrar, ask(j, 'TransferredToTax', march('02 14:00')))).toBe('correction-pending');
  });

  it('moves the dossier’s clock, and makes no other agency late: the span between stands as the corrector’s', () => {
    const j = appraised().at(march('04 09:00')).do(registrar, transfer);
    j.do(registrar, ask(j, 'TransferredToTax', march('02 15:00'))).do(registryHead, {
      type: 'approve-correction',
      correction: 'correction.1',
    });
    expect(j.page().steps[2]).toMatchObject({ enteredAt: march('02 15:00'), dueAt: march('11 09:00') });
    expect(j.page().clock).toMatchObject({ state: 'paused', consumedMinutes: 5 * 60, excludedMinutes: 12 * 60 });
  });

  it('gives the time to the same agency’s next step', () => {
    const j = appraised()
      .at(march('04 09:00'))
      .do(registrar, { ...transfer, facts: { taxable: false } });
    j.do(registrar, ask(j, 'FoundNotTaxable', march('02 15:00'))).do(registryHead, {
      type: 'approve-correction',
      correction: 'correction.1',
    });
    expect(j.page().steps[2]?.dueAt).toBe(march('09 15:00'));
  });

  it('makes an agency late that had been in time, when its own act is moved', () => {
    const j = appraised()
      .at(march('05 12:00'))
      .do(registrar, { ...transfer, occurredAt: march('05 09:00') });
    expect(j.count('StepBecameOverdue')).toBe(j.count('BreachRescinded'));
    j.do(registrar, ask(j, 'TransferredToTax', march('05 09:01'))).do(registryHead, {
      type: 'approve-correction',
      correction: 'correction.1',
    });
    expect(j.state.notices.appraisal).toMatchObject({ status: 'missed' });
    expect(j.page().apologyTasks.filter((t) => t.status === 'owed')).toHaveLength(1);
  });

  it('sets the receipt too; the printed appointment stays', () => {
    const j = appraised().at(march('03 09:00'));
    j.do(lan, ask(j, 'DossierReceived', march('02 07:30'))).do(deskHead, {
      type: 'approve-correction',
      correction: 'correction.1',
    });
    expect(j.page()).toMatchObject({
      receivedAt: march('02 07:30'),
      clock: { dueAt: march('18 17:30') },
      appointment: { promisedAt: march('19 08:00') },
    });
  });
});
