import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Carried, underEveryCarrier } from './carriers.js';
import { accepted, act, at, command, eventsNamed, read, receive, refusal, stepOf, sum, tell } from './driving.js';
import { type Province, province } from './province.js';

/** A criminal record counts by days: received on Monday 2 March, due at the close of the tenth working day after it. */
const RECEIVED = at('03-02 08:00');
const DUE = at('03-16 17:30');
const TO_NATIONAL_CENTRE = at('03-03 10:00');
/** Three working days after 3 March. */
const CHECK_DUE = at('03-06 17:30');
const ANSWERED = at('03-18 09:00');
const ISSUED = at('03-19 08:30');
/** 9–13, 16 and 17 March, and 90 minutes of 18 March. */
const CENTRE_OVERRUN = 7 * 480 + 90;
/** 17 and 18 March, and 60 minutes of 19 March. */
const OVERRUN = 2 * 480 + 60;
const CENTRE = 'G01.LL';

underEveryCarrier('a criminal record late at the national centre', (carry) => {
  let carried: Carried;
  let here: Province;
  let id: string;

  beforeAll(async () => {
    carried = await carry();
    here = await province({ now: RECEIVED, env: carried.env });
    ({ id } = await receive(here.desk, '9.900002'));
  }, 60_000);
  afterAll(async () => {
    await here?.close();
    await carried.remove();
  }, 30_000);

  const breaches = async () =>
    (await eventsNamed(here.justice, id, 'StepBecameOverdue', 'DossierBecameOverdue')).map((e) => [
      e.data.deadline,
      e.data.agency,
      e.occurredAt,
      e.recordedAt,
    ]);

  it('goes from the desk over the police to the national centre, which sees it only then', async () => {
    await here.advance(at('03-02 09:00'));
    await act(here.desk, id, 'request-local-lookup');
    await here.advance(TO_NATIONAL_CENTRE);
    expect(refusal(await here.national.get(`/dossiers/${id}`))).toEqual([404, 'dossier-not-found']);
    await act(here.police, id, 'answer-lookup', { needsNational: true });
    const page = await read(here.national, id);
    expect(page.clock.dueAt).toBe(DUE);
    // Four working hours from 08:00 go over noon; two working days after 2 March.
    expect(stepOf(page, 'received.1')).toMatchObject({ dueAt: at('03-02 14:00'), deadlineState: 'met' });
    expect(stepOf(page, 'local-lookup.1')).toMatchObject({ dueAt: at('03-04 17:30'), deadlineState: 'met' });
    expect(stepOf(page, 'national-check.1')).toMatchObject({ agency: CENTRE, dueAt: CHECK_DUE, deadlineState: 'on-track' });
  });

  it('makes the national centre late, and nobody else', async () => {
    await carried.strike();
    await here.advance(CHECK_DUE);
    expect(await breaches()).toEqual([]);
    await here.advance(at('03-09 08:00'));
    expect(await breaches()).toEqual([['national-check', CENTRE, at('03-06 17:30:01'), at('03-06 17:30:01')]]);
    // One working day before the appointment of 16 March.
    expect((await read(here.desk, id)).apologyTasks).toMatchObject([
      { status: 'owed', agency: CENTRE, dueAt: at('03-13 17:30') },
    ]);
    expect(accepted(await here.nationalHead.get('/apology-tasks?status=owed')).data).toHaveLength(1);
    expect((await read(here.desk, id)).verdict.byFact).toBe('open');
  }, 20_000);

  it('is proposed to be late for an objective cause: the consulted agency', async () => {
    const { cause, overrunMinutes } = await read(here.justice, id, '/accountability');
    expect(cause).toMatchObject({ state: 'proposed', cause: 'objective', agency: CENTRE, by: 'engine' });
    expect(cause.ground).toMatchObject({ vi: expect.stringContaining(CENTRE), en: expect.stringContaining(CENTRE) });
    expect(overrunMinutes).toBe(0);
  });

  it('is late as a whole at the close of the tenth day, in the same letter', async () => {
    await here.advance(at('03-17 08:00'));
    await carried.heal();
    expect(await breaches()).toEqual([
      ['national-check', CENTRE, at('03-06 17:30:01'), at('03-06 17:30:01')],
      ['dossier', 'H99.30', at('03-16 17:30:01'), at('03-16 17:30:01')],
    ]);
    expect((await read(here.desk, id)).apologyTasks).toHaveLength(1);
    expect(
      (await eventsNamed(here.desk, id, 'ApologyTaskRaised', 'ApologyTaskExtended')).map((e) => [e.type, e.data.agency]),
    ).toEqual([
      ['ApologyTaskRaised', CENTRE],
      ['ApologyTaskExtended', CENTRE],
    ]);
    expect((await read(here.desk, id)).verdict.byFact).toBe('open-late');
  }, 20_000);

  it('is finished by the department of justice in its own time', async () => {
    await here.advance(ANSWERED);
    await act(here.national, id, 'answer-national-check', { needsCourt: false });
    expect(stepOf(await read(here.justice, id), 'synthesis.1').dueAt).toBe(at('03-19 17:30'));
    await here.advance(at('03-18 15:00'));
    await act(here.justice, id, 'submit-for-signing');
    // Four working hours from 15:00: 150 minutes to the close, 90 on the next morning.
    expect(stepOf(await read(here.justice, id), 'signing.1').dueAt).toBe(at('03-19 09:00'));
    await here.advance(ISSUED);
    await tell(here.justice, id, 'issue-result', { result: 'certificate-1' });
    await tell(here.desk, id, 'return-result', { channel: 'direct' });
    expect(await read(here.desk, id)).toMatchObject({
      status: 'returned',
      verdict: { byFact: 'late', byRecord: 'late' },
      clock: { dueAt: DUE, overrunMinutes: OVERRUN },
    });
    expect(await breaches()).toHaveLength(2);
  });

  it('says whose minutes the lateness was made of', async () => {
    const { overrunMinutes, shares } = await read(here.desk, id, '/accountability');
    expect(overrunMinutes).toBe(OVERRUN);
    expect(sum(shares.map((s: any) => s.shareMinutes))).toBe(OVERRUN);
    expect(shares.find((s: any) => s.agency === CENTRE)).toMatchObject({
      party: 'national-centre',
      overrunMinutes: CENTRE_OVERRUN,
      shareMinutes: OVERRUN,
    });
    expect(shares.filter((s: any) => s.agency !== CENTRE).every((s: any) => s.overrunMinutes === 0 && s.shareMinutes === 0)).toBe(
      true,
    );
  });

  it('lets the blamed agency contest, and the head of the lead decide', async () => {
    const cause = { cause: 'objective', agency: CENTRE, ground: 'Dữ liệu tòa án chưa số hóa' };
    expect(refusal(await command(here.police, id, 'contest-cause', cause))).toEqual([403, 'agency-not-responsible']);
    expect(refusal(await command(here.nationalHead, id, 'decide-cause', cause))[0]).toBe(403);
    await tell(here.nationalHead, id, 'contest-cause', cause);
    expect((await read(here.desk, id, '/accountability')).cause).toMatchObject({ state: 'contested', by: 'yen' });
    await tell(here.justiceHead, id, 'decide-cause', cause);
    expect((await read(here.desk, id, '/accountability')).cause).toEqual({
      state: 'decided',
      cause: 'objective',
      agency: CENTRE,
      ground: cause.ground,
      by: 'vinh',
    });
    expect(refusal(await command(here.nationalHead, id, 'contest-cause', cause))).toEqual([409, 'cause-decided']);
  });
});
