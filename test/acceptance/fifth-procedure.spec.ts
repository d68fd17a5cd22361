import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accepted, act, at, command, deadlineOf, eventsNamed, read, receive, refusal, stepOf, storyOf, tell } from './driving.js';
import { groundwater } from './groundwater.js';
import type { Clerk } from './office.js';
import { agency, type Province, province } from './province.js';

/** A licence for groundwater, known to the engine by its JSON alone. */
let here: Province;
let [water, geology, laboratory, health]: Clerk[] = [];
let id: string;
const PARTIES: Readonly<Record<string, string>> = {
  'H99.50': 'water',
  'H99.51': 'geology',
  'H99.52': 'laboratory',
  'H99.53': 'health',
};

beforeAll(async () => {
  here = await province({ now: at('03-02 08:00') });
  for (const [code, party] of Object.entries(PARTIES))
    accepted(await here.administrator.put(`/agencies/${code}`, agency(code, [party])));
  [water, geology, laboratory, health] = await Promise.all(
    Object.entries(PARTIES).map(([code, party]) => here.office.clerk(party, code, 'officer')),
  );
}, 60_000);
afterAll(() => here.close());

const opinions = async (round: number, surveyed: string) => {
  await here.advance(surveyed);
  await act(water as Clerk, id, 'ask-opinions', { depth: 80 });
  await act(geology as Clerk, id, 'request-analysis');
  const inTransit = await read(water as Clerk, id);
  expect(inTransit.activeStates.sort()).toEqual(['opinions.geology.analysis', 'opinions.health.review']);
  expect(stepOf(inTransit, `opinions.geology.study.${round}`)).toMatchObject({ leftAt: null });
  expect(
    refusal(await command(laboratory as Clerk, id, 'take-action', { action: 'report-analysis', facts: { yield: 12.5 } })),
  ).toEqual([409, 'handover-not-acknowledged']);
  await tell(laboratory as Clerk, id, 'acknowledge-handover');
  await act(laboratory as Clerk, id, 'report-analysis', { yield: 12.5 });
  const { dossier } = await act(health as Clerk, id, 'give-opinion', { potable: true });
  expect(dossier.activeStates).toEqual(['drafting']);
};

describe('a procedure written only as JSON', () => {
  it('is found without fault, and published once for ever', async () => {
    expect(accepted(await here.administrator.post('/procedures/validations', groundwater))).toMatchObject({
      valid: true,
      findings: [],
    });
    expect(refusal(await here.desk.post('/procedures', groundwater))).toEqual([403, 'role-not-allowed']);
    const published = await here.administrator.post('/procedures', groundwater);
    expect(published.status).toBe(201);
    expect(accepted(await here.desk.get('/procedures/9.900005/versions/1'))).toMatchObject(groundwater as object);
    const again = await here.administrator.post('/procedures', { ...groundwater, field: 'water' });
    expect([...refusal(again), again.body.findings[0].code]).toEqual([422, 'procedure-faulty', 'version-exists']);
  });

  it('receives a dossier, which goes by its guards', async () => {
    ({ id } = await receive(here.desk, '9.900005'));
    await act(here.desk, id, 'transfer-to-water');
    expect(refusal(await command(water as Clerk, id, 'take-action', { action: 'ask-opinions' }))).toEqual([
      422,
      'guard-not-satisfied',
    ]);
    expect(stepOf(await read(here.desk, id), 'survey.1').dueAt).toBe(at('03-04 08:00'));
  });

  it('gathers two opinions, one of which is handed on inside its leg', () => opinions(1, at('03-03 09:00')), 20_000);

  it('surveys again with a fresh limit, on a clock of its own', async () => {
    await here.advance(at('03-04 10:00'));
    const { dossier } = await act(water as Clerk, id, 'survey-again');
    // Two whole working days from 4 March 10:00, where the first stay had used 450 + 90 minutes.
    expect(stepOf(dossier, 'survey.2')).toMatchObject({ dueAt: at('03-06 10:00'), deadlineState: 'on-track' });
    expect(await deadlineOf(here.desk, id, 'survey')).toMatchObject({ state: 'met' });
    expect(await deadlineOf(here.desk, id, 'survey.2')).toMatchObject({ state: 'armed' });
  });

  it('gathers the opinions a second time', () => opinions(2, at('03-05 09:00')), 20_000);

  it('issues a first result, after which the clock goes on', async () => {
    expect(refusal(await command(water as Clerk, id, 'issue-result', { result: 'licence' }))).toEqual([
      422,
      'result-not-declared',
    ]);
    const { dossier } = await tell(water as Clerk, id, 'issue-result', { result: 'fee-notice' });
    expect(dossier).toMatchObject({ status: 'awaiting-applicant', portalStatus: 6, clock: { state: 'paused', dueAt: null } });
    await here.advance(at('03-09 09:00'));
    const paid = await act(here.desk, id, 'confirm-payment');
    expect(paid.dossier).toMatchObject({ status: 'in-progress', clock: { state: 'running', pausedMinutes: 390 + 480 + 90 } });
  });

  it('issues the last result, which stops it, and is returned', async () => {
    const { dossier } = await tell(water as Clerk, id, 'issue-result', { result: 'licence' });
    expect(dossier).toMatchObject({
      status: 'result-issued',
      portalStatus: 9,
      clock: { state: 'stopped' },
      results: [{ code: 'fee-notice' }, { code: 'licence' }],
      verdict: { byFact: 'early' },
    });
    await tell(here.desk, id, 'return-result', { channel: 'post' });
    expect(await read(here.desk, id)).toMatchObject({ status: 'returned', outcome: 'completed', portalStatus: 10 });
  });

  it('has written its own names into the log', async () => {
    const gathered = [
      'WellDepthSurveyed',
      'AnalysisRequested',
      'HandoverAcknowledged',
      'AnalysisReported',
      'HealthOpinionGiven',
      'WaterOpinionsGathered',
    ];
    expect(await storyOf(here.desk, id)).toEqual([
      'DossierReceived',
      'TransferredToWater',
      ...gathered,
      'SurveyRepeated',
      ...gathered,
      'ResultIssued',
      'FeePaid',
      'ResultIssued',
      'ResultReturned',
    ]);
    expect((await eventsNamed(here.desk, id, 'StepBecameOverdue', 'DossierBecameOverdue')).map((e) => e.type)).toEqual([]);
  });
});
