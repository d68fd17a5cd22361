import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Carried, underEveryCarrier } from './carriers.js';
import { accepted, act, at, deadlineOf, eventsNamed, read, receive, refusal, stepOf, tell } from './driving.js';
import type { Clerk } from './office.js';
import { type Province, province } from './province.js';

/** A land dossier whose appraisal begins on Monday 2 March at 10:00, with one working day: 480 minutes. */
const RECEIVED = at('03-02 08:00');
const PROMISED = at('03-19 08:00');
const APPRAISAL_DUE = at('03-03 10:00');
/** 80 % of 480 minutes are 384: 330 on Monday, 54 on Tuesday. */
const WARNED = at('03-03 08:24');
const BREACHED = at('03-03 10:00:01');
/** Two working hours after Tuesday 10:00 go over noon; then one and three working days. */
const ESCALATED = [
  ['officer', at('03-03 14:00')],
  ['head', at('03-04 10:00')],
  ['superior', at('03-06 10:00')],
];
/** One working day before the appointment of 19 March. */
const LETTER_DUE = at('03-18 17:30');
const NEW_DAY = '2026-03-25';
const NEW_APPOINTMENT = at('03-25 17:30');
/** Concluded on 6 March at 13:30; the last of certification's 2400 minutes ends on 13 March at 11:30, not after the break. */
const CERTIFICATION_DUE = at('03-13 11:30');
const ISSUED = at('03-20 10:00');
/** 19 March from 08:00: 450; 20 March until 10:00: 150. */
const OVERRUN = 600;
/** Appraisal 330 + 480 + 480 + 240 on 3–6 March; certification 240 + 4 × 480 + 90 on 13–20 March. */
const REGISTRY_OVERRUN = 1530 + 2250;

underEveryCarrier('a step overdue', (carry) => {
  let carried: Carried;
  let here: Province;
  let id: string;
  let neglected: string;
  let both: Clerk;
  let task: string;

  const brief = async (...types: string[]) =>
    (await eventsNamed(here.registrar, id, ...types)).map(({ type, occurredAt, recordedAt, data }) => [
      type,
      data.deadline,
      occurredAt,
      recordedAt,
    ]);
  const letter = (clerk: Clerk, type: string, data: object = {}) => clerk.post(`/apology-tasks/${task}/commands`, { type, data });
  const draft = { reasonClass: 'subjective', reason: 'Cán bộ thụ lý nghỉ ốm', newAppointment: NEW_DAY };

  const appraised = async (): Promise<string> => {
    const { id } = await receive(here.desk, '9.900001');
    await act(here.desk, id, 'transfer-to-land-registry');
    return id;
  };

  beforeAll(async () => {
    carried = await carry();
    here = await province({ now: RECEIVED, env: carried.env });
    both = await here.office.clerk('hai', 'H99.10', 'officer', 'head');
    [id, neglected] = [await appraised(), await appraised()];
    task = `${id}.1`;
    await here.advance(at('03-02 10:00'));
    for (const dossier of [id, neglected]) await tell(here.registrar, dossier, 'acknowledge-handover');
  }, 60_000);
  afterAll(async () => {
    await here?.close();
    await carried.remove();
  }, 30_000);

  it('is warned of once, at eighty per cent', async () => {
    await here.advance(at('03-03 08:23:59'));
    expect(await brief('DeadlineWarned')).toEqual([]);
    expect(stepOf(await read(here.registrar, id), 'appraisal.1')).toMatchObject({
      dueAt: APPRAISAL_DUE,
      deadlineState: 'on-track',
    });
    await here.advance(at('03-03 09:30'));
    expect(await brief('DeadlineWarned')).toEqual([['DeadlineWarned', 'appraisal', WARNED, WARNED]]);
    expect(stepOf(await read(here.registrar, id), 'appraisal.1').deadlineState).toBe('due-soon');
  });

  it('is in time at its due instant, whatever befell the queue', async () => {
    await carried.strike();
    await here.advance(APPRAISAL_DUE);
    expect(await brief('StepBecameOverdue')).toEqual([]);
    expect(await deadlineOf(here.registrar, id, 'appraisal')).toMatchObject({ state: 'due-soon', overdue: false });
  }, 20_000);

  it('has one breach, at the first second after', async () => {
    await here.advance(at('03-03 11:00'));
    expect(await brief('StepBecameOverdue', 'DossierBecameOverdue')).toEqual([
      ['StepBecameOverdue', 'appraisal', BREACHED, BREACHED],
    ]);
    const [breach] = await eventsNamed(here.registrar, id, 'StepBecameOverdue');
    expect(breach).toMatchObject({
      actor: { subject: 'system' },
      data: { dueAt: APPRAISAL_DUE, agency: 'H99.10', state: 'appraisal', noticed: 'ring' },
    });
    expect(await deadlineOf(here.registrar, id, 'appraisal')).toMatchObject({
      state: 'missed',
      overdue: true,
      breach: { noticedAt: BREACHED },
    });
  });

  it('makes its agency owe one apology', async () => {
    expect((await read(here.registrar, id)).apologyTasks).toMatchObject([
      { id: task, status: 'owed', agency: 'H99.10', dueAt: LETTER_DUE },
    ]);
    expect(accepted(await here.registrar.get(`/apology-tasks/${task}`))).toMatchObject({
      status: 'owed',
      raisedAt: BREACHED,
      dueAt: LETTER_DUE,
      overdue: false,
      breaches: ['appraisal.v1'],
    });
    expect((await read(here.registrar, id)).verdict).toMatchObject({ byFact: 'open' });
  });

  it('climbs afterwards from officer to head to superior, each once', async () => {
    await here.advance(at('03-06 11:00'));
    await carried.heal();
    const climbed = await eventsNamed(here.registrar, id, 'DeadlineEscalated');
    expect(climbed.map(({ data, occurredAt }) => [data.to, occurredAt])).toEqual(ESCALATED);
    expect(climbed.every(({ occurredAt, recordedAt }) => occurredAt === recordedAt)).toBe(true);
    expect(await brief('DeadlineWarned', 'StepBecameOverdue')).toHaveLength(2);
  }, 20_000);

  it('is nobody else’s to apologise for', async () => {
    expect(refusal(await letter(here.taxOfficer, 'draft', draft))).toEqual([404, 'task-unknown']);
    expect(refusal(await letter(here.desk, 'draft', draft))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await letter(here.registryHead, 'sign'))).toEqual([409, 'task-not-in-state']);
  });

  it('is promised anew for a working day to come, and for nothing else', async () => {
    for (const day of ['2026-03-06', '2026-03-05', '2026-03-21'])
      expect(refusal(await letter(here.registrar, 'draft', { ...draft, newAppointment: day }))).toEqual([
        422,
        'new-appointment-invalid',
      ]);
  });

  it('is apologised for by an officer and signed by another person, who is a head', async () => {
    accepted(await letter(both, 'draft', draft));
    expect(refusal(await letter(both, 'sign'))).toEqual([403, 'same-person']);
    expect(refusal(await letter(here.registrar, 'sign'))).toEqual([403, 'role-not-allowed']);
    expect(accepted(await letter(here.registryHead, 'sign')).task).toMatchObject({ status: 'signed' });
    expect(refusal(await letter(here.registryHead, 'issue', { number: '15/XL-CNVPĐKĐĐ' }))).toEqual([403, 'role-not-allowed']);
    expect((await read(here.registrar, id)).appointment).toMatchObject({ currentAt: PROMISED, reappointments: 0 });
    expect(accepted(await letter(here.registrar, 'issue', { number: '15/XL-CNVPĐKĐĐ' })).task).toMatchObject({
      status: 'issued',
      number: '15/XL-CNVPĐKĐĐ',
      newAppointmentAt: NEW_APPOINTMENT,
    });
  });

  it('keeps its printed promise beside the new appointment, and its due date', async () => {
    const page = await read(here.registrar, id);
    expect(page.appointment).toEqual({ promisedAt: PROMISED, currentAt: NEW_APPOINTMENT, reappointments: 1, provisional: false });
    expect(page.clock.dueAt).toBe(PROMISED);
  });

  it('is late a second time in the same letter, while that is not delivered', async () => {
    await here.advance(at('03-06 13:30'));
    await act(here.registrar, id, 'conclude-appraisal', { taxable: false });
    await here.advance(at('03-19 09:00'));
    expect(await brief('StepBecameOverdue', 'DossierBecameOverdue')).toEqual([
      ['StepBecameOverdue', 'appraisal', BREACHED, BREACHED],
      ['StepBecameOverdue', 'certification', at('03-13 11:30:01'), at('03-13 11:30:01')],
      ['DossierBecameOverdue', 'dossier', at('03-19 08:00:01'), at('03-19 08:00:01')],
    ]);
    expect((await eventsNamed(here.registrar, id, 'StepBecameOverdue'))[1]?.data.dueAt).toBe(CERTIFICATION_DUE);
    expect((await read(here.registrar, id)).apologyTasks).toMatchObject([{ id: task, status: 'issued' }]);
    expect(accepted(await here.registrar.get(`/apology-tasks/${task}`)).breaches).toHaveLength(3);
    expect(accepted(await letter(here.desk, 'record-delivery', { channel: 'post', proof: 'biên nhận 7' })).task.status).toBe(
      'delivered',
    );
    expect(refusal(await letter(here.desk, 'record-delivery', { channel: 'post' }))).toEqual([409, 'task-not-in-state']);
  });

  it('never keeps the result from the applicant, and stays late', async () => {
    await here.advance(at('03-20 09:00'));
    await act(here.registrar, id, 'submit-for-checking');
    await act(here.registrar, id, 'submit-for-signing');
    await act(here.registrar, id, 'sign');
    await here.advance(ISSUED);
    await tell(here.registrar, id, 'issue-result', { result: 'certificate' });
    await tell(here.desk, id, 'return-result', { channel: 'direct' });
    const page = await read(here.desk, id);
    expect(page).toMatchObject({
      status: 'returned',
      verdict: { byFact: 'late', byRecord: 'late', asReappointed: 'on-time' },
      appointment: { promisedAt: PROMISED, currentAt: NEW_APPOINTMENT },
      clock: { dueAt: PROMISED, overrunMinutes: OVERRUN, remainingMinutes: 0 },
    });
    expect(await brief('StepBecameOverdue', 'DossierBecameOverdue')).toHaveLength(3);
  });

  it('is answered for by the land registry alone', async () => {
    const { overrunMinutes, shares, cause } = await read(here.desk, id, '/accountability');
    expect(overrunMinutes).toBe(OVERRUN);
    expect(shares.filter((s: any) => s.shareMinutes > 0)).toMatchObject([
      { party: 'land-registry', agency: 'H99.10', overrunMinutes: REGISTRY_OVERRUN, shareMinutes: OVERRUN },
    ]);
    expect(cause).toMatchObject({ state: 'proposed', cause: 'subjective', agency: 'H99.10', by: 'engine' });
  });

  it('leaves a duty missed where nobody wrote, which the head may waive', async () => {
    const overdue = accepted(await here.registryHead.get('/apology-tasks?overdue=true')).data;
    expect(overdue).toMatchObject([{ id: `${neglected}.1`, status: 'owed', dueAt: LETTER_DUE, overdue: true }]);
    expect((await eventsNamed(here.registrar, neglected, 'DutyDeadlineMissed')).map((e) => e.occurredAt)).toEqual([
      at('03-18 17:30:01'),
    ]);
    task = `${neglected}.1`;
    expect(refusal(await letter(here.registrar, 'waive', { legalBasis: '03/2025/TT-VPCP', reason: 'thiên tai' }))).toEqual([
      403,
      'role-not-allowed',
    ]);
    expect(
      accepted(await letter(here.registryHead, 'waive', { legalBasis: '03/2025/TT-VPCP', reason: 'thiên tai' })).task.status,
    ).toBe('waived');
    expect((await read(here.registrar, neglected)).verdict.byFact).toBe('open-late');
  });
});
