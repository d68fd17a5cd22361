import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { toMs, toText } from '@lien-thong/calendar';
import { Redis } from 'ioredis';
import { lan } from '../domain/testing/fixtures.js';
import {
  AlarmClock,
  BullmqAlarmClock,
  createEnforcer,
  type DossierAlarm,
  InProcessAlarmClock,
  type Look,
  type Ring,
} from './index.js';
import { Engine } from './testing/engine.js';
import { describeWithOwnRedis, type OwnRedis, ownRedis } from './testing/redis.js';
import { until } from './testing/until.js';

jest.setTimeout(30_000);

let engine: Engine | undefined;
afterEach(async () => {
  await engine?.stop();
  engine = undefined;
});

/** Says yes and carries nothing: a wedged queue. */
class DeafAlarmClock extends AlarmClock {
  async start(): Promise<void> {}
  async set(): Promise<boolean> {
    return true;
  }
  async stop(): Promise<void> {}
  health() {
    return { kind: 'in-process', ok: true, remarks: [] } as const;
  }
}

const inProcess = (): Engine => {
  const clock = new InProcessAlarmClock({ now: () => (engine as Engine).now });
  engine = new Engine(clock, { graceMs: 100, sweepEveryMs: 50, patienceMs: 100 });
  return engine;
};

describe('an alarm that others handed over, while this process still reads the log', () => {
  class SharedAlarmClock extends DeafAlarmClock {
    ring: Ring = async () => {};
    override async start(ring?: Ring): Promise<void> {
      if (ring !== undefined) this.ring = ring;
    }
  }
  const alarm = { dossier: 'one', deadline: 'step', version: 1, rung: 'due', at: 1 } as unknown as DossierAlarm;
  const started = async () => {
    const rung: DossierAlarm[] = [];
    const known: DossierAlarm[] = [];
    const views = { caughtUp: false, alarmsUntil: () => known, onChange: () => () => {} };
    const clock = new SharedAlarmClock();
    const ring: Ring = async (each) => void rung.push(each);
    const enforcer = createEnforcer({ views, clock, ring, now: () => 0, settled: async () => {}, sweepEveryMs: 10 });
    await enforcer.start();
    return { enforcer, views, known, rung, early: clock.ring(alarm) };
  };

  it('waits for the views, and rings', async () => {
    const { enforcer, views, known, rung, early } = await started();
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    known.push(alarm);
    views.caughtUp = true;
    await early;
    expect(rung).toEqual([alarm]);
    await enforcer.stop();
  });

  it('goes back to the others when this process is stopped before', async () => {
    const { enforcer, rung, early } = await started();
    const refused = expect(early).rejects.toThrow('stopped before the views had caught up');
    await enforcer.stop();
    await refused;
    expect(rung).toEqual([]);
  });
});

describe('an advance of the sandbox clock', () => {
  it('visits every alarm at its own instant, in order, and records it there', async () => {
    await inProcess().start();
    const [id] = await (engine as Engine).receive(1, lan);
    expect(await engine?.advance('2026-03-05T08:00:00+07:00')).toEqual([]);
    const ats = engine?.rung.map((alarm) => alarm.at) ?? [];
    expect(ats).toEqual([...ats].sort((a, b) => a - b));
    const events = (await engine?.store.readStream(`dossier-${id}`)) ?? [];
    const warned = events.find((event) => event.type === 'DeadlineWarned');
    const overdue = events.filter((event) => event.type === 'StepBecameOverdue');
    expect(overdue).toHaveLength(1);
    for (const event of [warned, overdue[0]]) expect(event?.metadata.recordedAt).toBe(event?.metadata.occurredAt);
    expect(engine?.now).toBe(toMs('2026-03-05T08:00:00+07:00'));
  });

  it('rings by itself what a wedged alarm clock keeps back', async () => {
    engine = await new Engine(new DeafAlarmClock(), { patienceMs: 50, sweepEveryMs: 1_000_000 }).start();
    await engine.receive(3, lan);
    await engine.advance('2026-03-05T08:00:00+07:00');
    expect(await engine.count('StepBecameOverdue')).toBe(3);
  });

  it('goes on past an alarm whose ring decides nothing', async () => {
    engine = new Engine(new DeafAlarmClock(), {
      patienceMs: 20,
      sweepEveryMs: 1_000_000,
      ring: async (alarm) => void engine?.rung.push(alarm),
    });
    await engine.start();
    await engine.receive(1, lan);
    const alarms = engine.views.alarmsUntil({ until: toMs('2026-04-05T08:00:00+07:00'), limit: 100 });
    await engine.advance('2026-04-05T08:00:00+07:00');
    expect(engine.rung).toHaveLength(alarms.length);
  });

  it('tells which alarms could not be rung, and goes on', async () => {
    const ring = async (): Promise<void> => {
      throw new Error('the store is away');
    };
    engine = await new Engine(new DeafAlarmClock(), { patienceMs: 20, sweepEveryMs: 1_000_000, ring }).start();
    await engine.receive(1, lan);
    expect((await engine.advance('2026-04-05T08:00:00+07:00')).length).toBeGreaterThan(0);
    expect(toText(engine.now)).toBe('2026-04-05T08:00:00+07:00');
  });
});

describe('the sweeper', () => {
  it('rings what is due when the alarm clock is deaf', async () => {
    engine = await new Engine(new DeafAlarmClock(), { graceMs: 50, sweepEveryMs: 20 }).start();
    await engine.receive(20, lan);
    engine.now = toMs('2026-03-05T08:00:00+07:00');
    await until(async () => (await engine?.count('StepBecameOverdue')) === 20);
    expect(engine.enforcer.health().sweptUp).toBeGreaterThan(0);
  });

  it('does not ring a stale alarm over and over', async () => {
    engine = new Engine(new DeafAlarmClock(), {
      graceMs: 0,
      sweepEveryMs: 10,
      ring: async (alarm) => void engine?.rung.push(alarm),
    });
    await engine.start();
    await engine.receive(1, lan);
    engine.now = toMs('2026-03-05T08:00:00+07:00');
    await until(() => (engine?.rung.length ?? 0) >= 2);
    const rung = engine.rung.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(engine.rung).toHaveLength(rung);
  });

  it('fires nothing while the wall clock has jumped, and says so', async () => {
    let jump = 0;
    const look = (): Look => ({ wall: performance.now() + jump, monotonic: performance.now() });
    engine = await new Engine(new DeafAlarmClock(), { graceMs: 0, sweepEveryMs: 10, look }).start();
    await engine.receive(1, lan);
    jump = 86_400_000;
    engine.now += 86_400_000 * 10;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(engine.rung).toEqual([]);
    expect(engine.enforcer.health()).toMatchObject({ ok: false, heldByJumpMs: expect.any(Number) });
    engine.enforcer.confirmClock();
    await until(
      async () => (await engine?.count('DossierBecameOverdue')) === 1 || (await engine?.count('StepBecameOverdue')) === 1,
    );
  });
});

describeWithOwnRedis('with BullMQ, every deadline is missed exactly once', () => {
  let redis: OwnRedis;
  beforeAll(async () => {
    redis = await ownRedis();
  });
  afterAll(() => redis.remove());

  const onRedis = async (url = redis.server.url): Promise<Engine> => {
    const clock = new BullmqAlarmClock({
      url,
      now: () => (engine as Engine).now,
      queue: `alarms-${randomUUID()}`,
      patienceMs: 300,
    });
    engine = new Engine(clock, { graceMs: 200, sweepEveryMs: 50, patienceMs: 300 });
    return engine.start();
  };
  const allMissed = async (count: number): Promise<void> => {
    await until(async () => (await engine?.count('StepBecameOverdue')) === count, 20_000);
    await engine?.views.settled();
    expect(await engine?.count('StepBecameOverdue')).toBe(count);
  };

  it('when Redis carries them', async () => {
    await onRedis();
    await engine?.receive(100, lan);
    await engine?.advance('2026-03-04T08:00:00+07:00');
    await allMissed(100);
    expect(engine?.enforcer.health().sweptUp).toBe(0);
  }, 60_000);

  it('when Redis is flushed in the middle', async () => {
    await onRedis();
    await engine?.receive(100, lan);
    const client = new Redis(redis.server.url);
    const advanced = engine?.advance('2026-03-04T08:00:00+07:00');
    const flushes = setInterval(() => void client.flushall(), 5);
    await advanced;
    clearInterval(flushes);
    client.disconnect();
    await allMissed(100);
  }, 60_000);

  it('when Redis is killed in the middle and started again', async () => {
    await onRedis();
    await engine?.receive(100, lan);
    (engine as Engine).now = toMs('2026-03-04T08:00:00+07:00');
    await until(() => (engine?.rung.length ?? 0) > 0);
    await redis.server.kill();
    await allMissed(100);
    await redis.server.restart();
    await engine?.advance('2026-03-06T08:00:00+07:00');
    await allMissed(100);
  }, 60_000);

  it('when there is no Redis at all', async () => {
    await onRedis('redis://127.0.0.1:1');
    await engine?.receive(50, lan);
    await engine?.advance('2026-03-04T08:00:00+07:00');
    await allMissed(50);
  }, 60_000);
});
