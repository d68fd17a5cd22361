import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accepted, act, at, command, deadlineOf, eventsNamed, read, receive, refusal, stepOf, storyOf, tell } from './driving.js';
import type { Clerk } from './office.js';
import { type Province, province } from './province.js';

/** An appraisal due on Tuesday 3 March at 10:00, concluded in fact at 09:00, and entered on Thursday: 960 working minutes later. */
const RECEIVED = at('03-02 08:00');
const IN_FACT = at('03-03 09:00');
const BREACHED = at('03-03 10:00:01');
const ENTERED = at('03-05 09:00');
const APPROVED = at('03-06 08:00');
const EVIDENCE = { kind: 'document', reference: 'Biên bản thẩm định số 12 ngày 03/3/2026' };
const conclude = { action: 'conclude-appraisal', facts: { taxable: false } };

let here: Province;
let both: Clerk;
let id: string;
let rejected: string;

beforeAll(async () => {
  here = await province({ now: RECEIVED });
  both = await here.office.clerk('hai', 'H99.10', 'officer', 'head');
  const appraised = async () => {
    const { id } = await receive(here.desk, '9.900001');
    await act(here.desk, id, 'transfer-to-land-registry');
    return id;
  };
  [id, rejected] = [await appraised(), await appraised()];
  await here.advance(at('03-02 10:00'));
  for (const dossier of [id, rejected]) await tell(here.registrar, dossier, 'acknowledge-handover');
  await here.advance(ENTERED);
}, 60_000);
afterAll(() => here.close());

const past = (query: Record<string, string>): string => `?${new URLSearchParams(query)}`;
const appraisalOf = async (query: Record<string, string> = {}) =>
  stepOf(await read(here.registrar, id, past(query)), 'appraisal.1');

describe('a late entry', () => {
  it('needs evidence beyond four working hours, and no time to come', async () => {
    expect(refusal(await command(both, id, 'take-action', conclude, { occurredAt: IN_FACT }))).toEqual([
      422,
      'evidence-required',
    ]);
    expect(
      refusal(await command(both, id, 'take-action', conclude, { occurredAt: at('03-05 09:01'), evidence: EVIDENCE })),
    ).toEqual([422, 'occurred-in-future']);
    expect(
      refusal(await command(both, id, 'take-action', conclude, { occurredAt: at('03-02 09:59'), evidence: EVIDENCE })),
    ).toEqual([422, 'occurred-out-of-order']);
  });

  it('takes effect at once at its recorded time, with the claim pending', async () => {
    const { events, dossier } = await tell(both, id, 'take-action', conclude, { occurredAt: IN_FACT, evidence: EVIDENCE });
    const [taken] = events;
    expect(taken).toMatchObject({ type: 'FoundNotTaxable', occurredAt: ENTERED, recordedAt: ENTERED });
    expect(events.map((e: any) => e.type)).toContain('CorrectionRequested');
    expect(dossier.corrections).toEqual([
      { id: 'correction.1', eventId: taken.id, occurredAt: IN_FACT, status: 'pending', agency: 'H99.10' },
    ]);
    expect(stepOf(dossier, 'appraisal.1')).toMatchObject({ leftAt: ENTERED, deadlineState: 'missed' });
    // Five working days from the entry.
    expect(stepOf(dossier, 'certification.1')).toMatchObject({ enteredAt: ENTERED, dueAt: at('03-12 09:00') });
    expect(dossier.apologyTasks).toMatchObject([{ id: `${id}.1`, status: 'owed' }]);
  });

  it('is approved by another person, a head of the same agency', async () => {
    const approve = (clerk: Clerk) => command(clerk, id, 'approve-correction', { correction: 'correction.1' });
    expect(refusal(await approve(here.registrar))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await approve(both))).toEqual([403, 'same-person']);
    expect(refusal(await approve(here.deskHead))).toEqual([403, 'agency-not-responsible']);
    expect(refusal(await approve(here.taxHead))).toEqual([404, 'dossier-not-found']);
    expect(refusal(await command(here.registryHead, id, 'approve-correction', { correction: 'correction.7' }))).toEqual([
      422,
      'correction-unknown',
    ]);
  });

  it('then takes the breach back, and the letter that nobody has sent', async () => {
    accepted(
      await here.registrar.post(`/apology-tasks/${id}.1/commands`, {
        type: 'draft',
        data: { reasonClass: 'subjective', reason: 'chậm' },
      }),
    );
    await here.advance(APPROVED);
    const { events, dossier } = await tell(here.registryHead, id, 'approve-correction', { correction: 'correction.1' });
    expect(events.map((e: any) => e.type)).toEqual(
      expect.arrayContaining(['CorrectionApproved', 'BreachRescinded', 'ApologyTaskWithdrawn', 'DueDateRevised']),
    );
    expect(stepOf(dossier, 'appraisal.1')).toMatchObject({ leftAt: IN_FACT, deadlineState: 'met' });
    // The same agency's next step gets the time: five working days from 3 March 09:00.
    expect(stepOf(dossier, 'certification.1')).toMatchObject({ enteredAt: IN_FACT, dueAt: at('03-10 09:00') });
    expect(dossier.corrections[0].status).toBe('approved');
    expect(dossier.apologyTasks).toMatchObject([{ id: `${id}.1`, status: 'withdrawn' }]);
    expect(await deadlineOf(here.registrar, id, 'appraisal')).toMatchObject({ state: 'met', overdue: false, breach: null });
    expect(
      refusal(await command(here.registryHead, id, 'reject-correction', { correction: 'correction.1', reason: 'x' })),
    ).toEqual([409, 'correction-decided']);
  });

  it('leaves the first record in the log for ever', async () => {
    expect(await storyOf(here.registrar, id)).toEqual([
      'DossierReceived',
      'TransferredToLandRegistry',
      'HandoverAcknowledged',
      'StepBecameOverdue',
      'ApologyTaskRaised',
      'FoundNotTaxable',
      'CorrectionRequested',
      'ApologyDrafted',
      'CorrectionApproved',
      'BreachRescinded',
      'ApologyTaskWithdrawn',
    ]);
    expect((await eventsNamed(here.registrar, id, 'StepBecameOverdue'))[0]).toMatchObject({
      occurredAt: BREACHED,
      recordedAt: BREACHED,
    });
    expect((await read(here.registrar, id, '/timeline')).data.find((e: any) => e.kind === 'late-entry')).toMatchObject({
      from: IN_FACT,
      to: ENTERED,
      workingMinutes: 960,
      agency: 'H99.10',
    });
  });
});

describe('the same day read again', () => {
  it('as it was known before the entry: overdue, and an apology owed', async () => {
    const known = { asOf: at('03-04 12:00') };
    expect(await appraisalOf(known)).toMatchObject({ leftAt: null, deadlineState: 'overdue' });
    expect(await read(here.registrar, id, past(known))).toMatchObject({
      activeStates: ['appraisal'],
      corrections: [],
      apologyTasks: [{ status: 'owed' }],
    });
    expect(
      (await read(here.registrar, id, `/deadlines${past(known)}`)).data.find((d: any) => d.id === 'appraisal'),
    ).toMatchObject({ state: 'missed', overdue: true });
  });

  it('as it was known after the entry and before the approval: late, with the claim pending', async () => {
    const known = { asOf: at('03-05 12:00') };
    expect(await appraisalOf(known)).toMatchObject({ leftAt: ENTERED, deadlineState: 'missed' });
    expect(await read(here.registrar, id, past(known))).toMatchObject({
      activeStates: ['certification'],
      corrections: [{ status: 'pending' }],
    });
  });

  it('as it is known since the approval: in time', async () => {
    expect(await appraisalOf({ asOf: APPROVED })).toMatchObject({ leftAt: IN_FACT, deadlineState: 'met' });
    expect(await appraisalOf()).toMatchObject({ leftAt: IN_FACT, deadlineState: 'met' });
  });

  it('as it was true at 09:30 on 3 March: certified by now, appraised by what was known then', async () => {
    const then = at('03-03 09:30');
    expect(await read(here.registrar, id, past({ validAt: then }))).toMatchObject({
      activeStates: ['certification'],
      clock: { consumedMinutes: 450 + 120 },
    });
    expect((await read(here.registrar, id, past({ validAt: then, asOf: at('03-05 12:00') }))).activeStates).toEqual([
      'appraisal',
    ]);
    expect((await read(here.registrar, id, past({ validAt: then, asOf: APPROVED }))).activeStates).toEqual(['certification']);
  });

  it('neither before the receipt nor in the future', async () => {
    const at404 = await here.registrar.get(`/dossiers/${id}${past({ asOf: at('03-02 07:59') })}`);
    expect(refusal(at404)).toEqual([404, 'dossier-not-found']);
    expect(refusal(await here.registrar.get(`/dossiers/${id}${past({ asOf: at('03-06 08:00:01') })}`))).toEqual([
      422,
      'as-of-in-future',
    ]);
    expect(refusal(await here.registrar.get(`/dossiers/${id}${past({ validAt: 'yesterday' })}`))).toEqual([
      400,
      'parameter-invalid',
    ]);
  });
});

describe('a late entry without a witness', () => {
  it('is rejected with a reason, and the breach stands', async () => {
    await tell(here.registrar, rejected, 'take-action', conclude, { occurredAt: IN_FACT, evidence: EVIDENCE });
    expect(refusal(await command(here.registryHead, rejected, 'reject-correction', { correction: 'correction.1' }))).toEqual([
      422,
      'body-invalid',
    ]);
    const { dossier } = await tell(here.registryHead, rejected, 'reject-correction', {
      correction: 'correction.1',
      reason: 'Không có biên bản',
    });
    expect(dossier.corrections).toMatchObject([{ status: 'rejected' }]);
    expect(stepOf(dossier, 'appraisal.1')).toMatchObject({ leftAt: APPROVED, deadlineState: 'missed' });
    expect(dossier.apologyTasks).toMatchObject([{ status: 'owed' }]);
    expect(await eventsNamed(here.registrar, rejected, 'BreachRescinded')).toEqual([]);
  });
});
