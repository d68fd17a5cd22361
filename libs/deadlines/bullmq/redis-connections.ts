import { Redis } from 'ioredis';

/** Does not connect before it is told to, and comes back by itself whenever Redis does, soon at first. It never throws by itself. */
const connection = (url: string, patience: { enableOfflineQueue?: boolean; maxRetriesPerRequest: number | null }): Redis => {
  const retryStrategy = (times: number): number => Math.min(100 * 2 ** Math.min(times, 6), 2_000);
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 2_000, retryStrategy, ...patience });
  redis.on('error', () => {});
  return redis;
};

/** For whoever asks and goes on without an answer: while Redis is away every command fails at once. */
export const impatientRedis = (url: string): Redis => connection(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });

/** For a worker, which waits for jobs as long as it takes. */
export const patientRedis = (url: string): Redis => connection(url, { maxRetriesPerRequest: null });
