import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { describeWithOwnRedis, describeWithRedis, type OwnRedis, ownRedis, someRedis } from '../../../deadlines/testing/redis.js';
import { until } from '../../../deadlines/testing/until.js';
import { keepsTheCarrierContract, load } from '../../testing/carrier-contract.js';
import type { Load } from '../carrier.js';
import { BullmqCarrier } from './bullmq-carrier.js';

describeWithRedis('the carrier on BullMQ', () => {
  let redis: Awaited<ReturnType<typeof someRedis>>;
  beforeAll(async () => {
    redis = await someRedis();
  });
  afterAll(() => redis.remove());

  keepsTheCarrierContract(
    async (timing) => new BullmqCarrier({ ...timing, url: redis.url, queue: `deliveries-${randomUUID()}` }),
  );

  it('shares its loads with others on the same queue: each is carried by one of them', async () => {
    const queue = `deliveries-${randomUUID()}`;
    const carried: string[][] = [[], []];
    const carriers = carried.map(() => new BullmqCarrier({ url: redis.url, queue, retries: [20] }));
    await Promise.all(
      carriers.map((carrier, i) =>
        carrier.start(async ({ id }) => {
          carried[i]?.push(id);
          return { is: 'done' };
        }),
      ),
    );
    const loads = Array.from({ length: 200 }, (_, i) => load(`n-${i}`, `lane-${i % 40}`));
    await Promise.all(carriers.map((carrier) => until(() => carrier.hand(loads))));
    await until(() => carried.flat().length >= 200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([...new Set(carried.flat())]).toHaveLength(200);
    await Promise.all(carriers.map((carrier) => carrier.stop()));
  });
});

describeWithOwnRedis('the carrier on a Redis in trouble', () => {
  let redis: OwnRedis;
  let carrier: BullmqCarrier | undefined;
  beforeAll(async () => {
    redis = await ownRedis(false);
  });
  afterEach(() => carrier?.stop());
  afterAll(() => redis.remove());

  const carrying = async (lockMs?: number): Promise<{ carrier: BullmqCarrier; queue: string; carried: Load[] }> => {
    const carried: Load[] = [];
    const queue = `deliveries-${randomUUID()}`;
    const made = new BullmqCarrier({
      url: redis.server.url,
      queue,
      retries: [20],
      lockMs,
      canaryEveryMs: 100,
      canaryStaleMs: 1_500,
    });
    await made.start(async (taken) => {
      carried.push(taken);
      return { is: 'done' };
    });
    await until(() => made.hand([load('first')]));
    await until(() => carried.length === 1);
    return { carrier: made, queue, carried };
  };

  it('forgets what it held when it is flushed, and takes it again', async () => {
    const away = await carrying();
    await away.carrier.stop();
    const queue = away.queue;
    const carried: Load[] = [];
    carrier = new BullmqCarrier({ url: redis.server.url, queue, retries: [60_000] });
    await carrier.start(async (taken) => {
      carried.push(taken);
      return carried.length === 1 ? { is: 'again', notBeforeMs: 0 } : { is: 'done' };
    });
    await until(() => carrier?.hand([load('a')]) ?? false);
    await until(() => carried.length === 1);
    const client = new Redis(redis.server.url);
    await client.flushall();
    client.disconnect();
    await until(async () => {
      await carrier?.hand([load('a')]);
      return carried.length === 2;
    });
  });

  it('says no at once while it is dead, says so in health, and works again when it is back', async () => {
    const { carrier: made, carried } = await carrying();
    carrier = made;
    await until(() => made.health().ok);
    await redis.server.kill();
    expect(await made.hand([load('a')])).toBe(false);
    await until(() => !made.health().ok);
    await redis.server.restart();
    await until(async () => made.hand([load('a')]));
    await until(() => carried.some(({ id }) => id === 'a'));
    await until(() => made.health().ok);
  }, 30_000);

  it('gives the load of a worker that died over to another, and holds nothing but ids', async () => {
    const queue = `deliveries-${randomUUID()}`;
    const dying = new BullmqCarrier({ url: redis.server.url, queue, retries: [20], lockMs: 1_000 });
    const begun: string[] = [];
    let wake: () => void = () => {};
    await dying.start(async ({ id }) => {
      begun.push(id);
      return new Promise((resolve) => {
        wake = () => resolve({ is: 'done' });
      });
    });
    await until(() => dying.hand([load('a')]));
    await until(() => begun.length === 1);
    const client = new Redis(redis.server.url);
    expect(JSON.parse((await client.hget(`bull:${queue}:webhook-a-0`, 'data')) ?? '')).toEqual(load('a'));
    // As by kill -9: its connections are gone, and nobody tells Redis about the job.
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes').catch(() => {});
    const stopped = dying.stop();
    const carried: Load[] = [];
    carrier = new BullmqCarrier({ url: redis.server.url, queue, retries: [20], lockMs: 1_000 });
    await carrier.start(async (taken) => {
      carried.push(taken);
      return { is: 'done' };
    });
    await until(() => carried.length === 1);
    await until(async () => (await client.keys(`bull:${queue}:webhook-*`)).length === 0);
    client.disconnect();
    wake();
    await stopped;
  }, 30_000);
});

describe('the carrier without any Redis', () => {
  it('starts, says no, and stops', async () => {
    const carrier = new BullmqCarrier({ url: 'redis://127.0.0.1:1', queue: 'q', retries: [], patienceMs: 100 });
    await carrier.start(async () => ({ is: 'done' }));
    expect(await carrier.hand([load('a')])).toBe(false);
    expect(carrier.health()).toMatchObject({ ok: false });
    await carrier.stop();
  });
});
