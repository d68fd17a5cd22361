import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { act, at, command, deadlineOf, eventsNamed, read, receive, refusal, stepOf, tell } from './driving.js';
import { type Province, province } from './province.js';

/** Land dossiers received on Monday 2 March at 08:00; the appraisal begins at 10:00. */
const RECEIVED = at('03-02 08:00');
const ASKED = at('03-02 15:00');
const ANSWERED = at('03-05 09:00');
/** Of the appraisal's 480 minutes 90 + 90 are used: 300 go on from 5 March 09:00, over noon. */
const APPRAISAL_DUE = at('03-05 16:00');
/** Of 6240 minutes 300 are used: 5940 are 12 days to 23 March 09:00, and 180 minutes over noon. */
const DUE = at('03-23 14:00');
/** 150 on 2 March, two whole days, 90 on 5 March. */
const PAUSED_MINUTES = 1200;
const REQUEST = {
  items: [{ component: 'land-certificate', content: 'Bản gốc Giấy chứng nhận' }],
  reason: 'Thiếu bản gốc',
  legalBasis: '118/2025/NĐ-CP',
};
const PAPERS = { components: [{ code: 'land-certificate', originals: 1, copies: 0, digitised: false }] };

let here: Province;
const appraised = async (): Promise<string> => {
  const { id } = await receive(here.desk, '9.900001');
  await act(here.desk, id, 'transfer-to-land-registry');
  return id;
};
let [supplemented, lapsed, withdrawn, stopped] = ['', '', '', ''];

beforeAll(async () => {
  here = await province({ now: RECEIVED });
  [supplemented, lapsed, withdrawn, stopped] = [
    await appraised(),
    await appraised(),
    await appraised(),
    await appraised(),
  ] as const;
  await here.advance(at('03-02 10:00'));
  for (const id of [supplemented, lapsed, withdrawn, stopped]) await tell(here.registrar, id, 'acknowledge-handover');
  await here.advance(ASKED);
}, 60_000);
afterAll(() => here.close());

describe('a supplement', () => {
  it('is asked for by the holder, of declared papers, for a day to come', async () => {
    const ask = (clerk = here.registrar, change = {}) =>
      command(clerk, supplemented, 'request-supplement', { ...REQUEST, ...change });
    expect(refusal(await ask(here.taxOfficer))).toEqual([404, 'dossier-not-found']);
    expect(refusal(await ask(here.desk))).toEqual([403, 'agency-not-responsible']);
    expect(refusal(await ask(here.registrar, { items: [{ component: 'horoscope', content: '' }] }))).toEqual([
      422,
      'component-not-declared',
    ]);
    expect(refusal(await ask(here.registrar, { respondBy: '2026-03-01' }))).toEqual([422, 'respond-by-in-past']);
  });

  it('stops the clocks of step and dossier, with its basis', async () => {
    await tell(here.registrar, supplemented, 'request-supplement', REQUEST);
    const page = await read(here.desk, supplemented);
    // Seven working days after 2 March.
    expect(page).toMatchObject({
      status: 'awaiting-applicant',
      portalStatus: 5,
      supplements: [{ id: 'supplement.1', step: 'appraisal.1', pauses: true, respondBy: '2026-03-11', closedAt: null }],
      clock: { state: 'paused', reason: 'supplement', dueAt: null, consumedMinutes: 300, remainingMinutes: 5940 },
    });
    expect(stepOf(page, 'appraisal.1')).toMatchObject({ dueAt: null, deadlineState: 'paused' });
    expect((await eventsNamed(here.desk, supplemented, 'ClockPaused')).map((e) => e.data.deadline).sort()).toEqual([
      'appraisal',
      'dossier',
    ]);
  });

  it('lets nothing happen meanwhile, and is open only once', async () => {
    expect(
      refusal(
        await command(here.registrar, supplemented, 'take-action', { action: 'conclude-appraisal', facts: { taxable: false } }),
      ),
    ).toEqual([409, 'supplement-open']);
    expect(refusal(await command(here.registrar, supplemented, 'request-supplement', REQUEST))).toEqual([
      409,
      'supplement-already-open',
    ]);
    expect(refusal(await command(here.desk, withdrawn, 'receive-supplement', PAPERS))).toEqual([409, 'supplement-not-open']);
  });

  it('gives the clocks their remainder when the desk receives it', async () => {
    await here.advance(ANSWERED);
    await tell(here.desk, supplemented, 'receive-supplement', PAPERS);
    const page = await read(here.desk, supplemented);
    expect(page).toMatchObject({
      status: 'in-progress',
      portalStatus: 4,
      clock: { state: 'running', dueAt: DUE, remainingMinutes: 5940, pausedMinutes: PAUSED_MINUTES },
      supplements: [{ outcome: 'received', closedAt: ANSWERED }],
    });
    expect(stepOf(page, 'appraisal.1')).toMatchObject({ dueAt: APPRAISAL_DUE, deadlineState: 'on-track' });
    expect(await eventsNamed(here.desk, supplemented, 'StepBecameOverdue')).toEqual([]);
    expect(page.components.map((c: any) => c.code)).toEqual(['application-form', 'land-certificate']);
  });

  it('lapses with the next action after the applicant’s day, at no agency’s expense', async () => {
    const page = await read(here.desk, lapsed);
    expect(page.clock.state).toBe('running');
    // Without a supplement this appraisal was overdue on 3 March; a supplement asked for now stops the rest.
    await tell(here.registrar, lapsed, 'request-supplement', { ...REQUEST, respondBy: '2026-03-06' });
    expect(
      refusal(await command(here.registrar, lapsed, 'take-action', { action: 'conclude-appraisal', facts: { taxable: false } })),
    ).toEqual([409, 'supplement-open']);
    await here.advance(at('03-09 08:00'));
    expect(await deadlineOf(here.desk, lapsed, 'supplement.1')).toMatchObject({
      kind: 'applicant',
      agency: null,
      dueAt: at('03-06 17:30'),
      state: 'missed',
    });
    const expired = await eventsNamed(here.desk, lapsed, 'ApplicantLimitExpired');
    expect(expired.map((e) => [e.occurredAt, e.data.agency])).toEqual([[at('03-06 17:30:01'), null]]);
    const { events, dossier } = await act(here.registrar, lapsed, 'conclude-appraisal', { taxable: false });
    expect(events.slice(0, 2).map((e: any) => e.type)).toEqual(['SupplementLapsed', 'FoundNotTaxable']);
    expect(dossier.supplements).toMatchObject([{ outcome: 'lapsed', closedAt: at('03-09 08:00') }]);
    // 5 March from 09:00: 390; 6 March: 480; 9 March: 30.
    expect(dossier.clock).toMatchObject({ state: 'running', pausedMinutes: 900 });
    expect((await eventsNamed(here.desk, lapsed, 'ApologyTaskRaised')).map((e) => e.data.agency)).toEqual(['H99.10']);
  });
});

describe('a withdrawal', () => {
  const wish = { reason: 'Đổi ý' };

  it('is the applicant’s wish, recorded at the desk, and stops nothing yet', async () => {
    expect(refusal(await command(here.desk, withdrawn, 'confirm-withdrawal'))).toEqual([409, 'withdrawal-not-requested']);
    expect(refusal(await command(here.registrar, withdrawn, 'request-withdrawal', wish))).toEqual([403, 'role-not-allowed']);
    const { dossier } = await tell(here.desk, withdrawn, 'request-withdrawal', wish);
    expect(dossier).toMatchObject({ portalStatus: 7, status: 'in-progress', clock: { state: 'running' } });
    expect(refusal(await command(here.desk, withdrawn, 'request-withdrawal', wish))).toEqual([
      409,
      'withdrawal-already-requested',
    ]);
  });

  it('is declined, and the dossier stands where it stood', async () => {
    const { dossier } = await tell(here.desk, withdrawn, 'decline-withdrawal', { reason: 'Đã ban hành thông báo thuế' });
    expect(dossier).toMatchObject({ portalStatus: 4, status: 'in-progress', activeStates: ['appraisal'] });
    await act(here.registrar, withdrawn, 'conclude-appraisal', { taxable: false });
  });

  it('is requested again and confirmed: no clock runs any more', async () => {
    await tell(here.desk, withdrawn, 'request-withdrawal', wish);
    const { dossier } = await tell(here.desk, withdrawn, 'confirm-withdrawal');
    expect(dossier).toMatchObject({ status: 'withdrawn', portalStatus: 7, clock: { state: 'stopped' }, activeStates: [] });
    expect(await deadlineOf(here.desk, withdrawn, 'dossier')).toMatchObject({ state: 'superseded' });
    expect(refusal(await command(here.registrar, withdrawn, 'take-action', { action: 'submit-for-checking' }))).toEqual([
      409,
      'dossier-not-in-progress',
    ]);
    expect(refusal(await command(here.desk, withdrawn, 'request-withdrawal', wish))).toEqual([409, 'dossier-not-in-progress']);
  });
});

describe('a stop', () => {
  const reason = { reason: 'Đất đang tranh chấp, tòa án thụ lý', legalBasis: '31/2024/QH15' };

  it('is for a head of the lead or of the receiving agency', async () => {
    expect(refusal(await command(here.registrar, stopped, 'stop', reason))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await command(here.taxHead, stopped, 'stop', reason))).toEqual([404, 'dossier-not-found']);
    expect(refusal(await command(here.registryHead, stopped, 'stop'))).toEqual([422, 'body-invalid']);
  });

  it('ends the dossier, with its reason in the log', async () => {
    const { dossier } = await tell(here.registryHead, stopped, 'stop', reason);
    expect(dossier).toMatchObject({ status: 'stopped', portalStatus: 8, clock: { state: 'stopped' } });
    expect((await eventsNamed(here.desk, stopped, 'ProcessingStopped'))[0]?.data).toMatchObject(reason);
    expect(refusal(await command(here.registryHead, stopped, 'stop', reason))).toEqual([409, 'dossier-not-in-progress']);
  });

  it('leaves nothing to be late with', async () => {
    await here.advance(at('03-30 08:00'));
    for (const id of [withdrawn, stopped]) expect(await eventsNamed(here.desk, id, 'DossierBecameOverdue')).toEqual([]);
    expect((await read(here.desk, stopped)).verdict.byFact).toMatch(/^open/);
  });
});

describe('an online submission', () => {
  const online = () => receive(here.desk, '9.900001', { channel: 'online', returnChannel: 'post' });

  it('has no clock and no appointment until the desk receives it', async () => {
    const submitted = await online();
    expect(submitted).toMatchObject({
      status: 'submitted',
      portalStatus: 1,
      clock: null,
      steps: [],
      activeStates: [],
      receivedAt: null,
      appointment: null,
    });
    await here.advance(at('03-30 10:00'));
    const { dossier } = await tell(here.desk, submitted.id, 'receive');
    // Thirteen working days from 30 March 10:00.
    expect(dossier).toMatchObject({
      status: 'in-progress',
      portalStatus: 2,
      receivedAt: at('03-30 10:00'),
      clock: { dueAt: at('04-16 10:00') },
    });
    expect(refusal(await command(here.desk, submitted.id, 'refuse', { reason: 'muộn' }))).toEqual([409, 'dossier-not-submitted']);
  });

  it('may be supplemented once, or refused', async () => {
    const { id } = await online();
    const asked = await tell(here.desk, id, 'request-supplement', REQUEST);
    expect(asked.events[0].type).toBe('IntakeSupplementRequested');
    expect(asked.dossier.portalStatus).toBe(5);
    await tell(here.desk, id, 'receive-supplement', PAPERS);
    expect(refusal(await command(here.desk, id, 'request-supplement', REQUEST))).toEqual([409, 'supplement-limit-reached']);
    const { dossier } = await tell(here.desk, id, 'refuse', { reason: 'Không thuộc thẩm quyền' });
    expect(dossier).toMatchObject({ status: 'refused', portalStatus: 3 });
    expect(refusal(await command(here.desk, id, 'receive'))).toEqual([409, 'dossier-not-submitted']);
  });
});
