import type { Config, Environment } from '@lien-thong/config';
import { redisServerProgram } from '@lien-thong/deadlines';
import { Redis } from 'ioredis';
import { type Finding, fail, ok, reasonOf, warn } from './check.js';

/** What carries alarms and deliveries. It is the record of nothing, so that what it lacks is seldom more than a warning. */
export const redis = async (config: Config, env: Environment): Promise<Finding[]> => {
  if (config.redisUrl !== undefined) return redisAt(config.redisUrl);
  if (config.eventStoreUrl !== undefined)
    return [
      warn(
        'Không có REDIS_URL: mỗi worker tự báo hạn và tự gửi, không chia việc cho nhau',
        'There is no REDIS_URL: each worker rings and delivers by itself, and none shares the work',
      ),
    ];
  const program = redisServerProgram(env.PATH ?? '');
  return [
    program === undefined
      ? warn('Không có redis-server: báo hạn ngay trong tiến trình máy chủ', 'There is no redis-server: alarms ring in process')
      : ok(`redis-server: ${program}`, `redis-server: ${program}`),
  ];
};

const PATIENCE_MS = 3_000;

/** The address may hold a password: only host and port are printed. */
const redisAt = async (url: string): Promise<Finding[]> => {
  const { hostname, port } = new URL(url);
  const place = `${hostname}:${port || 6379}`;
  const options = { lazyConnect: true, connectTimeout: PATIENCE_MS, commandTimeout: PATIENCE_MS, retryStrategy: () => null };
  const client = new Redis(url, { ...options, enableReadyCheck: false, maxRetriesPerRequest: 0 });
  let lost: Error | null = null;
  client.on('error', (error: Error) => {
    lost = error;
  });
  try {
    await client.connect();
    const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '?';
    return [ok(`Redis ${place}: ${version}`, `Redis ${place}: ${version}`), ...(await settings(client))];
  } catch (error) {
    return [refused(place, reasonOf(lost ?? error))];
  } finally {
    client.disconnect();
  }
};

const refused = (place: string, reason: string): Finding =>
  /^(NOAUTH|WRONGPASS|NOPERM|ERR)/.test(reason)
    ? fail(`Redis ${place} từ chối (REDIS_URL): ${reason}`, `Redis ${place} refuses us (REDIS_URL): ${reason}`)
    : warn(`Redis ${place} không trả lời (REDIS_URL): ${reason}`, `Redis ${place} does not answer (REDIS_URL): ${reason}`);

const WANTED = [
  ['maxmemory-policy', 'noeviction', 'việc có thể bị loại bỏ', 'jobs may be evicted'],
  ['appendonly', 'yes', 'khởi động lại là quên việc', 'a restart forgets the jobs'],
] as const;

const settings = (client: Redis): Promise<Finding[]> =>
  Promise.all(
    WANTED.map(async ([name, wanted, vi, en]) => {
      const value = await setting(client, name);
      if (value === wanted) return ok(`Redis: ${name} ${wanted}`, `Redis: ${name} ${wanted}`);
      return value === null
        ? warn(`Redis không cho biết ${name}, phải là ${wanted}`, `Redis does not tell its ${name}, which must be ${wanted}`)
        : warn(`Redis: ${name} ${value}, không phải ${wanted}: ${vi}`, `Redis: ${name} ${value}, not ${wanted}: ${en}`);
    }),
  );

/** Managed services often forbid CONFIG. */
const setting = async (client: Redis, name: string): Promise<string | null> => {
  try {
    return ((await client.config('GET', name)) as string[])[1] ?? null;
  } catch {
    return null;
  }
};
