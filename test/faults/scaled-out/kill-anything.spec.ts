import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomOf } from '../random.js';
import { buildServer } from '../server-process.js';
import { Chaos } from './chaos.js';

/** `kill -9` of an API process, a worker, Redis, PostgreSQL and the event store, so many times each, under load. */
const ROUNDS = Number(process.env.SCALED_KILLS ?? 50);
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);

beforeAll(() => buildServer(), 300_000);

describe(`an installation in which everything is killed ${ROUNDS} times (seed ${SEED})`, () => {
  let chaos: Chaos;
  beforeAll(async () => {
    chaos = await Chaos.open({ random: randomOf(SEED) });
  }, 120_000);
  afterAll(() => chaos.close(), 60_000);

  it(
    'loses and doubles nothing that it acknowledged, and gives each deadline one effect',
    async () => {
      chaos.work();
      for (let round = 0; round < ROUNDS; round += 1) await chaos.round();
      await chaos.settle();
      const { faults, breaches, letters } = await chaos.judged();
      expect(faults).toEqual([]);
      const acknowledged = chaos.log.all();
      const replayed = acknowledged.filter((answer) => answer.replayed).length;
      expect(acknowledged.length).toBeGreaterThan(ROUNDS);
      expect(breaches).toBeGreaterThan(0);
      process.stderr.write(
        `kill -9: ${JSON.stringify(chaos.killed)}; ${acknowledged.length} acknowledged, ${replayed} of them after a retry of what was committed without an answer; ${breaches} breaches, ${letters} letters; seed ${SEED}\n`,
      );
    },
    60_000 + ROUNDS * 30_000,
  );

  it('leaves views that are what a rebuild makes of the log', async () => {
    await chaos.views.retryParked();
    const sums = () => VIEWS.map((name) => `${name} ${chaos.views.checksum(name)}`);
    const left = sums();
    await chaos.views.rebuild('all');
    expect(sums()).toEqual(left);
  }, 120_000);
});

const VIEWS = ['dossiers', 'deadlines', 'alarms', 'inbox', 'apologyTasks', 'participants', 'holders', 'searchTokens'] as const;

describe('an event store that says yes before it has written', () => {
  let chaos: Chaos;
  beforeAll(async () => {
    chaos = await Chaos.open({ random: randomOf(SEED), forgetfulStore: true });
  }, 120_000);
  afterAll(() => chaos.close(), 60_000);

  it('is found out', async () => {
    chaos.work({ timePasses: false });
    while (chaos.log.count < 20) await new Promise((resolve) => setTimeout(resolve, 50));
    await chaos.strike('store');
    await chaos.settle();
    expect((await chaos.judged()).faults.join()).toContain('lost');
  }, 120_000);
});
