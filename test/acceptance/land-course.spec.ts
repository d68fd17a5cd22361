import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { act, at, command, deadlineOf, eventsOf, read, receive, stepOf, storyOf, sum, tell } from './driving.js';
import { type Province, province } from './province.js';

/**
 * One land dossier over its whole course, with tax and a payment pause of 17 days. Working days have 480 minutes
 * (07:30–11:30, 13:30–17:30); between 2 March and 7 April 2026 there is no day off but the weekends.
 */
const RECEIVED = at('03-02 08:00'); // a Monday
const PROMISED = at('03-19 08:00'); // 13 working days of 8 hours, from 08:00 to 08:00
const TO_TAX = at('03-03 15:00');
const TAX_NOTIFIED = at('03-06 09:00'); // a Friday
const PAID = at('03-23 09:00'); // a Monday, 17 days later
const ISSUED = at('03-26 14:30');
const RETURNED = at('03-27 08:30');
/** 3 March 15:00 to 6 March 09:00: 150 + 480 + 480 + 90. */
const EXCLUDED_MINUTES = 1200;
/** 6 March 09:00 to 23 March 09:00: 390 + 10 × 480 + 90. */
const PAUSED_MINUTES = 5280;
/** 2 March 450, 3 March until 15:00 330; from 23 March 09:00 390 + 480 + 480, on 26 March until 14:30 300. */
const CONSUMED_MINUTES = 780 + 1650;
/** On 23 March at 09:00, 13 × 480 − 780 = 5460 minutes are left: 11 days to 7 April 09:00, and 180 minutes over noon. */
const DUE = at('04-07 14:00');
/** 30 days after 6 March is Sunday 5 April; it rolls to Monday, to the close. */
const PAY_BY = at('04-06 17:30');

describe('a land dossier with tax and a payment pause', () => {
  let here: Province;
  let id: string;
  const statuses: number[] = [];

  const follow = async (): Promise<any> => {
    const page = await read(here.desk, id);
    if (statuses.at(-1) !== page.portalStatus) statuses.push(page.portalStatus);
    return page;
  };

  beforeAll(async () => {
    here = await province({ now: RECEIVED });
  }, 60_000);
  afterAll(() => here.close());

  it('is received at the desk with an appointment of thirteen working days', async () => {
    const received = await receive(here.desk, '9.900001', { facts: { parcel: 'thửa 12, tờ 7, thôn Đoài' } });
    id = received.id;
    expect(received).toMatchObject({
      code: 'H99.01-260302-0001',
      status: 'in-progress',
      ruleSet: 'vn-one-stop-2025',
      receivedAt: RECEIVED,
      appointment: { promisedAt: PROMISED, currentAt: PROMISED, reappointments: 0, provisional: false },
      clock: {
        state: 'running',
        dueAt: PROMISED,
        allotted: { value: 13, unit: 'workingDay' },
        consumedMinutes: 0,
        remainingMinutes: 6240,
      },
      parties: { desk: 'H99.01', 'land-registry': 'H99.10', tax: 'H99.T1' },
      lead: 'H99.10',
      activeStates: ['received'],
    });
    expect((await follow()).portalStatus).toBe(2);
  });

  it('is the sender’s until the land registry acknowledges', async () => {
    await here.advance(at('03-02 09:00'));
    await act(here.desk, id, 'transfer-to-land-registry');
    const underWay = await follow();
    expect(underWay.activeStates).toEqual(['appraisal']);
    expect(stepOf(underWay, 'appraisal.1')).toMatchObject({ handover: 'pending', dueAt: null, agency: 'H99.10' });
    expect(stepOf(underWay, 'received.1')).toMatchObject({ leftAt: null, dueAt: at('03-03 08:00') });
    await here.advance(at('03-02 10:00'));
    await tell(here.registrar, id, 'acknowledge-handover');
    const arrived = await follow();
    expect(stepOf(arrived, 'received.1')).toMatchObject({ leftAt: at('03-02 10:00'), deadlineState: 'met' });
    expect(stepOf(arrived, 'appraisal.1')).toMatchObject({
      enteredAt: at('03-02 09:00'),
      acknowledgedAt: at('03-02 10:00'),
      dueAt: at('03-03 10:00'),
      handover: 'acknowledged',
    });
  });

  it('goes to the tax office, whose days do not count for the dossier', async () => {
    await here.advance(at('03-03 09:00'));
    await act(here.registrar, id, 'conclude-appraisal', { taxable: true });
    expect(stepOf(await follow(), 'tax-transfer.1').dueAt).toBe(at('03-05 09:00'));
    await here.advance(TO_TAX);
    await act(here.registrar, id, 'transfer-to-tax');
    await here.advance(at('03-04 10:00'));
    const page = await follow();
    // Five working days from 3 March 15:00: to 10 March 15:00.
    expect(stepOf(page, 'tax-assessment.1')).toMatchObject({
      agency: 'H99.T1',
      clock: 'excluded',
      dueAt: at('03-10 15:00'),
      deadlineState: 'on-track',
    });
    expect(page.clock).toMatchObject({
      state: 'paused',
      reason: 'excluded-step',
      dueAt: null,
      consumedMinutes: 780,
      remainingMinutes: 5460,
      excludedMinutes: 300,
      pausedMinutes: 0,
    });
  });

  it('waits for the payment with its clock paused, and with a limit for the applicant', async () => {
    await here.advance(TAX_NOTIFIED);
    await act(here.taxOfficer, id, 'notify-tax', { taxAmount: 45_000_000 });
    const page = await follow();
    expect(page).toMatchObject({
      status: 'awaiting-applicant',
      portalStatus: 6,
      clock: { state: 'paused', reason: 'financial-obligation', dueAt: null },
    });
    expect(stepOf(page, 'awaiting-payment.1')).toMatchObject({
      agency: null,
      clock: 'paused',
      dueAt: PAY_BY,
      deadlineState: 'on-track',
    });
    expect(await deadlineOf(here.desk, id, 'awaiting-payment')).toMatchObject({
      kind: 'applicant',
      dueAt: PAY_BY,
      state: 'armed',
    });
  });

  it('goes on with its remainder after seventeen days', async () => {
    await here.advance(PAID);
    await act(here.taxOfficer, id, 'confirm-payment');
    const page = await follow();
    expect(page.clock).toMatchObject({
      state: 'running',
      dueAt: DUE,
      statutoryDueAt: DUE,
      consumedMinutes: 780,
      remainingMinutes: 5460,
      excludedMinutes: EXCLUDED_MINUTES,
      pausedMinutes: PAUSED_MINUTES,
    });
    expect(page.appointment).toEqual({ promisedAt: PROMISED, currentAt: PROMISED, reappointments: 0, provisional: false });
    // Five working days from 23 March 09:00.
    expect(stepOf(page, 'certification.1').dueAt).toBe(at('03-30 09:00'));
  });

  it('is certified, checked, signed, issued and returned, each step with its own date', async () => {
    await here.advance(at('03-25 09:00'));
    await act(here.registrar, id, 'submit-for-checking');
    expect(stepOf(await follow(), 'checking.1').dueAt).toBe(at('03-26 09:00'));
    await here.advance(at('03-25 16:00'));
    await act(here.registrar, id, 'submit-for-signing');
    expect(stepOf(await follow(), 'signing.1').dueAt).toBe(at('03-26 16:00'));
    await here.advance(at('03-26 10:00'));
    await act(here.registrar, id, 'sign');
    expect(stepOf(await follow(), 'handover-to-desk.1').dueAt).toBe(at('03-27 10:00'));
    await here.advance(ISSUED);
    await tell(here.registrar, id, 'issue-result', { result: 'certificate', reference: 'DA 012345' });
    expect(await follow()).toMatchObject({
      status: 'result-issued',
      portalStatus: 9,
      results: [{ code: 'certificate', outcome: 'granted', issuedAt: ISSUED }],
    });
    await here.advance(RETURNED);
    await tell(here.desk, id, 'return-result', { channel: 'direct', proof: 'ký nhận' });
    expect(await follow()).toMatchObject({ status: 'returned', portalStatus: 10, outcome: 'completed', activeStates: [] });
  });

  it('has been shown to the portal as received, in processing, awaiting payment, in processing, ready and returned', () => {
    expect(statuses).toEqual([2, 4, 6, 4, 9, 10]);
  });

  it('ends early, with the clock stopped at the result', async () => {
    const page = await read(here.desk, id);
    expect(page.verdict).toEqual({ byFact: 'early', byRecord: 'early', asReappointed: null });
    expect(page.clock).toMatchObject({
      state: 'stopped',
      dueAt: DUE,
      consumedMinutes: CONSUMED_MINUTES,
      remainingMinutes: 6240 - CONSUMED_MINUTES,
      overrunMinutes: 0,
      excludedMinutes: EXCLUDED_MINUTES,
      pausedMinutes: PAUSED_MINUTES,
    });
    expect(page.apologyTasks).toEqual([]);
  });

  it('stands in the log by the names of its procedure, without a breach', async () => {
    expect(await storyOf(here.desk, id)).toEqual([
      'DossierReceived',
      'TransferredToLandRegistry',
      'HandoverAcknowledged',
      'FoundTaxable',
      'TransferredToTax',
      'TaxNotified',
      'PaymentConfirmed',
      'CertificatePrepared',
      'CertificateChecked',
      'ResultSigned',
      'ResultIssued',
      'ResultReturned',
    ]);
    const events = await eventsOf(here.desk, id);
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, i) => i));
    expect(events.every(({ occurredAt, recordedAt }) => occurredAt === recordedAt)).toBe(true);
    expect(events.find(({ type }) => type === 'TaxNotified')).toMatchObject({
      occurredAt: TAX_NOTIFIED,
      actor: { subject: 'thu', agency: 'H99.T1' },
      data: { facts: { taxAmount: 45_000_000 } },
    });
  });

  it('announces pause and new date of the dossier’s clock as they came', async () => {
    const announced = (await eventsOf(here.desk, id))
      .filter(({ data }) => data.deadline === 'dossier')
      .map(({ type, occurredAt, data }) => [type, occurredAt, data.version, data.dueAt]);
    expect(announced).toEqual([
      ['DeadlineArmed', RECEIVED, 1, PROMISED],
      ['ClockPaused', TO_TAX, 2, undefined],
      ['ClockResumed', PAID, 3, DUE],
      ['DeadlineMet', ISSUED, 3, DUE],
    ]);
  });

  it('tells a timeline whose steps add up to the time from receipt to result', async () => {
    const timeline: any[] = (await read(here.desk, id, '/timeline')).data;
    const minutesOf = (kind: string, but = '') =>
      sum(timeline.filter((e) => e.kind === kind && e.state !== but).map((e) => e.workingMinutes));
    expect(minutesOf('step', 'ready')).toBe(CONSUMED_MINUTES + EXCLUDED_MINUTES + PAUSED_MINUTES);
    expect(minutesOf('excluded')).toBe(EXCLUDED_MINUTES);
    expect(minutesOf('pause')).toBe(PAUSED_MINUTES);
    expect(minutesOf('overdue')).toBe(0);
    expect(timeline.filter((e) => e.kind === 'step').map((e) => [e.state, e.from, e.to])).toEqual([
      ['received', RECEIVED, at('03-02 10:00')],
      ['appraisal', at('03-02 10:00'), at('03-03 09:00')],
      ['tax-transfer', at('03-03 09:00'), TO_TAX],
      ['tax-assessment', TO_TAX, TAX_NOTIFIED],
      ['awaiting-payment', TAX_NOTIFIED, PAID],
      ['certification', PAID, at('03-25 09:00')],
      ['checking', at('03-25 09:00'), at('03-25 16:00')],
      ['signing', at('03-25 16:00'), at('03-26 10:00')],
      ['handover-to-desk', at('03-26 10:00'), ISSUED],
      ['ready', ISSUED, RETURNED],
    ]);
    expect(timeline.every((e) => e.text.vi.length > 0 && e.text.en.length > 0)).toBe(true);
  });

  it('explains its date by days that add up to thirteen, and by pauses that add up to what did not count', async () => {
    const explanation = await read(here.desk, id, '/deadlines/dossier/explanation');
    expect(explanation).toMatchObject({
      start: RECEIVED,
      dueAt: DUE,
      policy: 'HOUR_EXACT',
      cutoff: null,
      calendar: 'vn-civil-service',
      provisional: false,
    });
    expect(sum(explanation.days.map((d: any) => d.minutes))).toBe(13 * 480);
    expect(sum(explanation.pauses.map((p: any) => p.workingMinutes))).toBe(EXCLUDED_MINUTES + PAUSED_MINUTES);
    expect(explanation.days.find((d: any) => d.date === '2026-03-08')).toMatchObject({ counted: false, minutes: 0 });
    expect(explanation.days.at(-1)).toMatchObject({ date: '2026-04-07', counted: true, minutes: 270 });
  });

  it('charges nobody with a share', async () => {
    const accountability = await read(here.desk, id, '/accountability');
    expect(accountability).toMatchObject({
      overrunMinutes: 0,
      pausedMinutes: PAUSED_MINUTES,
      excludedMinutes: EXCLUDED_MINUTES,
      cause: null,
    });
    expect(sum(accountability.shares.map((s: any) => s.shareMinutes))).toBe(0);
    expect(accountability.shares.find((s: any) => s.party === 'tax')).toMatchObject({
      agency: 'H99.T1',
      allottedMinutes: 2400,
      usedMinutes: EXCLUDED_MINUTES,
      excluded: true,
    });
    const ofRegistry = accountability.shares.find((s: any) => s.party === 'land-registry');
    // The desk held it for 120 minutes; all else that counted was the land registry's.
    expect(ofRegistry.usedMinutes).toBe(CONSUMED_MINUTES - 120);
  });

  it('can be read again in every part as of every instant at which something was recorded', async () => {
    const events = await eventsOf(here.desk, id);
    for (const asOf of new Set(events.map((e) => e.recordedAt))) {
      const known = events.filter((e) => e.recordedAt <= asOf);
      const query = `?asOf=${encodeURIComponent(asOf)}`;
      expect((await read(here.desk, id, query)).revision).toBe(known.length - 1);
      expect((await read(here.desk, id, `/events${query}`)).data).toEqual(known);
      for (const part of ['/timeline', '/deadlines', '/deadlines/dossier/explanation', '/accountability', '/actions'])
        await read(here.desk, id, `${part}${query}`);
      for (const part of ['', '/timeline', '/deadlines', '/accountability'])
        await read(here.desk, id, `${part}?validAt=${encodeURIComponent(asOf)}`);
    }
  }, 20_000);

  it('lets nothing happen after its end, and is read again as it was in the middle', async () => {
    expect((await command(here.registrar, id, 'take-action', { action: 'sign' })).body.code).toMatch(
      /^(action-not-allowed|dossier-not-in-progress)$/,
    );
    const then = await read(here.desk, id, `?asOf=${encodeURIComponent(at('03-12 10:00'))}`);
    expect(then).toMatchObject({
      status: 'awaiting-applicant',
      portalStatus: 6,
      activeStates: ['awaiting-payment'],
      clock: { state: 'paused', dueAt: null, excludedMinutes: EXCLUDED_MINUTES },
    });
  });
});
