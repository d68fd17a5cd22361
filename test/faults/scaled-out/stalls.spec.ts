import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { randomOf } from '../random.js';
import { buildServer } from '../server-process.js';
import { Chaos } from './chaos.js';

const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
const STALL_MS = 20_000;

beforeAll(() => buildServer(), 300_000);

describe(`a network that stalls for 20 seconds (seed ${SEED})`, () => {
  let chaos: Chaos;
  beforeAll(async () => {
    chaos = await Chaos.open({ random: randomOf(SEED), behindWires: true });
  }, 120_000);
  afterAll(() => chaos.close(), 60_000);

  it.each([
    ['to the event store', ['store']],
    ['to Redis', ['redis']],
    ['to PostgreSQL', ['postgres']],
    ['to all of them', ['store', 'redis', 'postgres']],
  ] as const)(
    '%s loses nothing, doubles nothing and makes nobody late',
    async (_where, wires) => {
      chaos.work();
      await sleep(2_000);
      const before = chaos.log.count;
      for (const wire of wires) chaos.wires[wire]?.freeze();
      await sleep(STALL_MS);
      for (const wire of wires) chaos.wires[wire]?.thaw();
      while (chaos.log.count < before + 50) await sleep(50);
      await chaos.settle();
      expect((await chaos.judged()).faults).toEqual([]);
    },
    300_000,
  );
});

describe(`a Redis that is flushed again and again (seed ${SEED})`, () => {
  let chaos: Chaos;
  beforeAll(async () => {
    chaos = await Chaos.open({ random: randomOf(SEED) });
  }, 120_000);
  afterAll(() => chaos.close(), 60_000);

  it('costs no deadline, and rings none twice', async () => {
    chaos.work();
    const client = new Redis(chaos.redis.url);
    for (let turn = 0; turn < 20; turn += 1) {
      await sleep(300);
      await client.flushall();
    }
    await client.quit();
    await chaos.settle();
    const { faults, breaches } = await chaos.judged();
    expect(faults).toEqual([]);
    expect(breaches).toBeGreaterThan(0);
  }, 300_000);
});

describe(`a worker that is killed over its work (seed ${SEED})`, () => {
  let chaos: Chaos;
  beforeAll(async () => {
    chaos = await Chaos.open({ random: randomOf(SEED) });
  }, 120_000);
  afterAll(() => chaos.close(), 60_000);

  it('leaves it to the other, which does all of it', async () => {
    chaos.work();
    await sleep(4_000);
    await chaos.installation.end('worker-1', 'SIGKILL');
    await sleep(4_000);
    await chaos.settle();
    const { faults, breaches } = await chaos.judged();
    expect(faults).toEqual([]);
    expect(breaches).toBeGreaterThan(0);
    expect(chaos.installation.workers.map(({ name }) => name)).toEqual(['worker-2']);
  }, 300_000);
});
