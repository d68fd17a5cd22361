import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { type AlarmClock, BullmqAlarmClock, type DossierAlarm } from '../index.js';
import { keepsTheAlarmClockContract } from '../testing/alarm-clock-contract.js';
import { describeWithOwnRedis, describeWithRedis, type OwnRedis, ownRedis, someRedis } from '../testing/redis.js';
import { until } from '../testing/until.js';

const alarmAt = (at: number): DossierAlarm => ({ dossier: randomUUID(), deadline: 'dossier', version: 1, rung: 'due', at });

describeWithRedis('the alarm clock on BullMQ', () => {
  let redis: Awaited<ReturnType<typeof someRedis>>;
  beforeAll(async () => {
    redis = await someRedis();
  });
  afterAll(() => redis.remove());

  keepsTheAlarmClockContract(
    async (now) => new BullmqAlarmClock({ url: redis.url, now, retryAfterMs: 50, queue: `alarms-${randomUUID()}` }),
  );

  it('is well while canaries come home, which shows that jobs are carried', async () => {
    const timing = { canaryEveryMs: 50, canaryStaleMs: 500 };
    const clock = new BullmqAlarmClock({ url: redis.url, now: Date.now, queue: `alarms-${randomUUID()}`, ...timing });
    await clock.start(async () => {});
    await until(() => !clock.health().ok);
    await until(() => clock.health().ok, 10_000);
    await clock.stop();
    expect(clock.health().ok).toBe(false);
  }, 20_000);
});

describeWithOwnRedis('the alarm clock on a Redis in trouble', () => {
  let redis: OwnRedis;
  let clock: AlarmClock | undefined;
  beforeAll(async () => {
    redis = await ownRedis(false);
  });
  afterEach(() => clock?.stop());
  afterAll(() => redis.remove());

  it('warns of a Redis that may forget or evict jobs', async () => {
    const client = new Redis(redis.server.url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const warnings: string[] = [];
    // BullMQ has a warning of its own.
    const spoken = jest.spyOn(console, 'warn').mockImplementation(() => {});
    clock = new BullmqAlarmClock({ url: redis.server.url, now: Date.now, warn: (remark) => warnings.push(remark) });
    await clock.start(async () => {});
    await until(() => warnings.length === 2);
    expect(warnings).toEqual([
      'Redis has maxmemory-policy allkeys-lru, not noeviction: jobs may be evicted',
      'Redis has appendonly no, not yes: a restart of Redis forgets the jobs',
    ]);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    spoken.mockRestore();
    client.disconnect();
  });

  it('says no at once while Redis is dead, and works again when it is back', async () => {
    const rung: DossierAlarm[] = [];
    clock = new BullmqAlarmClock({ url: redis.server.url, now: Date.now });
    await clock.start(async (alarm) => void rung.push(alarm));
    await clock.set([alarmAt(Date.now())]);
    await until(() => rung.length === 1);
    await redis.server.kill();
    const asked = performance.now();
    expect(await clock.set([alarmAt(Date.now())])).toBe(false);
    expect(performance.now() - asked).toBeLessThan(1_500);
    await redis.server.restart();
    await until(async () => (await clock?.set([alarmAt(Date.now())])) === true, 10_000);
    await until(() => rung.length >= 2, 10_000);
  }, 30_000);

  it('leaves nothing in Redis of what rang', async () => {
    const client = new Redis(redis.server.url);
    await client.flushall();
    let rung = 0;
    clock = new BullmqAlarmClock({ url: redis.server.url, now: Date.now, canaryEveryMs: 60_000 });
    await clock.start(async () => {
      rung += 1;
    });
    await clock.set([alarmAt(Date.now()), alarmAt(Date.now())]);
    await until(() => rung === 2);
    await until(async () => (await client.keys('bull:alarms:alarm-*')).length === 0);
    client.disconnect();
  });
});

describe('the alarm clock without any Redis', () => {
  it('starts, says no, and stops, each without waiting for long', async () => {
    const clock = new BullmqAlarmClock({ url: 'redis://127.0.0.1:1', now: Date.now, patienceMs: 200 });
    const begun = performance.now();
    await clock.start(async () => {});
    expect(await clock.set([alarmAt(Date.now())])).toBe(false);
    expect(clock.health()).toMatchObject({ ok: false });
    await clock.stop();
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
