import { join } from 'node:path';
import { type AlarmClock, BullmqAlarmClock, InProcessAlarmClock, startRedisServer } from '@lien-thong/deadlines';
import { alarmsQueue, type Engine, SharedTestClock } from '@lien-thong/engine';

/** The alarm clock of this process, what it is in words, and how to let go of what was started for it. */
export interface ChosenAlarmClock {
  readonly clock: AlarmClock;
  readonly description: string;
  /** The Redis that carries them, if one does. */
  readonly redisUrl?: string;
  stop(): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/**
 * BullMQ on the Redis that is configured; else on an installed `redis-server`, started as a child of this process with its
 * append-only file in the data directory; else timers in this process. The sweeper makes up for whatever any of them loses.
 */
export const chooseAlarmClock = async (engine: Engine, ownRedis: boolean): Promise<ChosenAlarmClock> => {
  const { redisUrl, dataDir } = engine.config;
  if (redisUrl !== undefined)
    return { clock: onRedis(engine, redisUrl), description: `BullMQ, Redis ${shown(redisUrl)}`, redisUrl, stop: nothing };
  const server = ownRedis ? await startRedisServer({ dir: join(dataDir, 'redis'), appendOnly: true }) : null;
  if (server === null) {
    const clock = new InProcessAlarmClock({ now: () => engine.clock.now() });
    return { clock, description: 'trong tiến trình / in process (no Redis)', stop: nothing };
  }
  return {
    clock: onRedis(engine, server.url),
    description: `BullMQ, redis-server ${server.url} (own child)`,
    redisUrl: server.url,
    stop: () => server.stop(),
  };
};

const onRedis = (engine: Engine, url: string): AlarmClock =>
  new BullmqAlarmClock({
    url,
    now: () => engine.clock.now(),
    ...(engine.clock instanceof SharedTestClock ? { refresh: () => (engine.clock as SharedTestClock).refresh() } : {}),
    queue: alarmsQueue(engine),
    warn: (remark) => console.warn(`Redis: ${remark}`),
  });

const shown = (url: string): string => new URL(url).host;
