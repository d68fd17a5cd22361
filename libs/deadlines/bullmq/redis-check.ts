import type { Redis } from 'ioredis';

/** What this Redis lacks of what the alarms rely on, in words. Alarms are never lost by it, but they ring later. */
export const redisRemarks = async (redis: Redis): Promise<string[]> => {
  const [policy, appendOnly] = await Promise.all([setting(redis, 'maxmemory-policy'), setting(redis, 'appendonly')]);
  return [
    ...remark(policy, 'noeviction', 'maxmemory-policy', 'jobs may be evicted'),
    ...remark(appendOnly, 'yes', 'appendonly', 'a restart of Redis forgets the jobs'),
  ];
};

const remark = (value: string | null, wanted: string, name: string, consequence: string): string[] => {
  if (value === wanted) return [];
  return [
    value === null
      ? `Redis does not tell its ${name}; it must be ${wanted}`
      : `Redis has ${name} ${value}, not ${wanted}: ${consequence}`,
  ];
};

/** Managed services often forbid CONFIG. */
const setting = async (redis: Redis, name: string): Promise<string | null> => {
  try {
    const answer = (await redis.config('GET', name)) as string[];
    return answer[1] ?? null;
  } catch {
    return null;
  }
};
