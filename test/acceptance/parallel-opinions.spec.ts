import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Carried, underEveryCarrier } from './carriers.js';
import { act, at, command, deadlineOf, eventsNamed, eventsOf, read, receive, refusal, stepOf, tell } from './driving.js';
import { type Province, province } from './province.js';

/** Opinions are asked for on Tuesday 3 March at 09:00: seven working days for environment and planning, ten for the fire police. */
const RECEIVED = at('03-02 08:00');
const ASKED = at('03-03 09:00');
const SEVEN_DAYS = at('03-12 09:00');
const TEN_DAYS = at('03-17 09:00');
const SILENT = at('03-12 09:00:01');
const LEGS = ['opinions.fire.review', 'opinions.environment.review', 'opinions.planning.review'];

underEveryCarrier('three opinions at once', (carry) => {
  let carried: Carried;
  let here: Province;
  /** Three permits: all answer · environment and planning keep silent · the fire police keep silent. */
  let answered: string;
  let silent: string;
  let fireless: string;

  const fire = (id: string) => act(here.firePolice, id, 'give-opinion', { fireApproved: true });
  const environment = (id: string) => act(here.environment, id, 'give-opinion', { environmentApproved: true });
  const planning = (id: string) => act(here.planner, id, 'give-opinion', { planningApproved: true });

  beforeAll(async () => {
    carried = await carry();
    here = await province({ now: RECEIVED, env: carried.env });
    const asked = async () => {
      const { id } = await receive(here.desk, '9.900004');
      await act(here.desk, id, 'transfer-to-construction');
      await tell(here.builder, id, 'acknowledge-handover');
      return id;
    };
    [answered, silent, fireless] = [await asked(), await asked(), await asked()];
    await here.advance(ASKED);
    for (const id of [answered, silent, fireless]) await act(here.builder, id, 'request-opinions');
  }, 60_000);
  afterAll(async () => {
    await here?.close();
    await carried.remove();
  }, 30_000);

  it('stands in three legs, each with its own agency and date', async () => {
    const page = await read(here.builder, answered);
    expect(page.activeStates).toEqual(LEGS);
    expect(LEGS.map((leg) => stepOf(page, `${leg}.1`)).map((s: any) => [s.leg, s.agency, s.dueAt])).toEqual([
      ['fire', 'H99.21', TEN_DAYS],
      ['environment', 'H99.41', SEVEN_DAYS],
      ['planning', 'H99.42', SEVEN_DAYS],
    ]);
  });

  it('takes from each agency its own opinion only', async () => {
    expect(
      refusal(
        await command(here.firePolice, answered, 'take-action', { action: 'give-opinion', facts: { planningApproved: true } }),
      ),
    ).toEqual([422, 'fact-required']);
    expect(
      refusal(
        await command(here.firePolice, answered, 'take-action', {
          action: 'give-opinion',
          step: `${LEGS[2]}.1`,
          facts: { planningApproved: true },
        }),
      ),
    ).toEqual([403, 'agency-not-responsible']);
    expect(
      refusal(await command(here.builder, answered, 'take-action', { action: 'give-opinion', facts: { fireApproved: true } })),
    ).toEqual([403, 'agency-not-responsible']);
  });

  it('joins by itself in the append of the last opinion', async () => {
    await here.advance(at('03-05 09:00'));
    await fire(answered);
    await here.advance(at('03-09 10:00'));
    await planning(answered);
    expect((await read(here.builder, answered)).activeStates).toEqual(['opinions.environment.review']);
    const { events, dossier } = await environment(answered);
    expect(events.map((e: any) => e.type)).toEqual(
      expect.arrayContaining(['EnvironmentOpinionGiven', 'OpinionsGathered', 'StepEntered']),
    );
    expect(dossier.activeStates).toEqual(['decision']);
    // Three working days from 9 March 10:00.
    expect(stepOf(dossier, 'decision.1')).toMatchObject({ enteredAt: at('03-09 10:00'), dueAt: at('03-12 10:00') });
    expect((await eventsOf(here.builder, answered)).filter((e) => /Overdue|Deemed|WithoutOpinion/.test(e.type))).toEqual([]);
  });

  it('passes over who keeps silent: consent by law for planning, a note for environment', async () => {
    await here.advance(at('03-10 09:00'));
    await fire(silent);
    await carried.strike();
    await here.advance(SEVEN_DAYS);
    expect((await read(here.builder, silent)).activeStates).toEqual(LEGS.slice(1));
    await here.advance(at('03-12 11:00'));
    const said = await eventsNamed(
      here.builder,
      silent,
      'StepBecameOverdue',
      'OpinionDeemedGiven',
      'ProceededWithoutOpinion',
      'OpinionsGathered',
    );
    expect(said.map((e) => e.occurredAt)).toEqual(said.map(() => SILENT));
    const of = (type: string, name: string) => said.filter((e) => e.type === type).map((e) => e.data[name]);
    expect(of('StepBecameOverdue', 'deadline').sort()).toEqual([LEGS[1], LEGS[2]]);
    expect(of('OpinionDeemedGiven', 'leg')).toEqual(['planning']);
    expect(of('OpinionDeemedGiven', 'basis')).toEqual(['luat-xay-dung']);
    expect(of('ProceededWithoutOpinion', 'leg')).toEqual(['environment']);
    expect(said.filter((e) => e.type === 'OpinionsGathered')).toHaveLength(1);
  }, 20_000);

  it('goes on after the silence without an apology, the silent steps standing as missed', async () => {
    const page = await read(here.builder, silent);
    expect(page.activeStates).toEqual(['decision']);
    expect(page.apologyTasks).toEqual([]);
    // The decision's three working days are counted from the minute of the join.
    expect(stepOf(page, 'decision.1')).toMatchObject({ enteredAt: SILENT, dueAt: at('03-17 09:00') });
    for (const leg of LEGS.slice(1)) expect(stepOf(page, `${leg}.1`)).toMatchObject({ leftAt: null, deadlineState: 'missed' });
    expect((await eventsNamed(here.builder, silent, 'DeadlineEscalated')).map((e) => e.data.deadline)).toEqual([]);
  });

  it('records a late answer, which changes nothing', async () => {
    const before = await read(here.builder, silent);
    await here.advance(at('03-12 14:00'));
    const { events } = await environment(silent);
    expect(events[0]).toMatchObject({ type: 'EnvironmentOpinionGiven', data: { facts: { environmentApproved: true } } });
    const after = await read(here.builder, silent);
    expect([after.activeStates, after.clock.dueAt, stepOf(after, 'decision.1')]).toEqual([
      before.activeStates,
      before.clock.dueAt,
      stepOf(before, 'decision.1'),
    ]);
    expect(await eventsNamed(here.builder, silent, 'OpinionsGathered')).toHaveLength(1);
  });

  it('waits for the fire police, whose silence climbs and has to be apologised for', async () => {
    await here.advance(at('03-18 09:30'));
    const page = await read(here.builder, fireless);
    expect(page.activeStates).toEqual(['opinions.fire.review']);
    expect(page.apologyTasks).toMatchObject([{ agency: 'H99.21', status: 'owed' }]);
    expect(await deadlineOf(here.builder, fireless, 'opinions.fire.review')).toMatchObject({
      state: 'missed',
      overdue: true,
      breach: { noticedAt: at('03-17 09:00:01') },
    });
    // Two working hours after 17 March 09:00, and one working day.
    expect((await eventsNamed(here.builder, fireless, 'DeadlineEscalated')).map((e) => [e.data.to, e.occurredAt])).toEqual([
      ['officer', at('03-17 11:00')],
      ['head', at('03-18 09:00')],
    ]);
    expect(await eventsNamed(here.builder, fireless, 'OpinionsGathered')).toEqual([]);
  }, 20_000);

  it('joins when the fire police answer at last, with no second breach', async () => {
    await carried.heal();
    const { dossier } = await fire(fireless);
    expect(dossier.activeStates).toEqual(['decision']);
    expect(stepOf(dossier, 'decision.1').enteredAt).toBe(at('03-18 09:30'));
    expect(
      (await eventsNamed(here.builder, fireless, 'StepBecameOverdue')).filter((e) => e.data.deadline === LEGS[0]),
    ).toHaveLength(1);
  });

  it('takes no late answer any more once the result is out', async () => {
    await act(here.builder, silent, 'submit-for-signing');
    const { dossier } = await tell(here.builder, silent, 'issue-result', { result: 'permit' });
    expect(stepOf(dossier, `${LEGS[2]}.1`).deadlineState).toBe('missed');
    expect(
      refusal(
        await command(here.planner, silent, 'take-action', { action: 'give-opinion', facts: { planningApproved: false } }),
      )[0],
    ).toBe(409);
  });
});
