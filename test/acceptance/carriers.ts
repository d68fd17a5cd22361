import { describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { describeWithOwnRedis, describeWithRedis, ownRedis, someRedis } from '../../libs/deadlines/testing/redis.js';

import { isScaledOut } from './premises.js';

/** What carries the alarms of an office, and what befalls it in the middle of a story. */
export interface Carried {
  readonly env: Record<string, string>;
  strike(): Promise<void>;
  heal(): Promise<void>;
  remove(): Promise<void>;
}

const nothing = async (): Promise<void> => {};

const inProcess = async (): Promise<Carried> => ({ env: {}, strike: nothing, heal: nothing, remove: nothing });

const onRedis = async (): Promise<Carried> => {
  const { url, remove } = await someRedis();
  return { env: { REDIS_URL: url }, strike: nothing, heal: nothing, remove };
};

const flushed = async (): Promise<Carried> => {
  const { server, remove } = await ownRedis();
  const strike = async (): Promise<void> => {
    const client = new Redis(server.url);
    await client.flushall();
    await client.quit();
  };
  return { env: { REDIS_URL: server.url }, strike, heal: nothing, remove };
};

const killed = async (): Promise<Carried> => {
  const { server, remove } = await ownRedis();
  return { env: { REDIS_URL: server.url }, strike: () => server.kill(), heal: () => server.restart(), remove };
};

/** Tells one story under every carrier; what the log says of it must be the same. */
export const underEveryCarrier = (story: string, tell: (carry: () => Promise<Carried>) => void): void => {
  if (!isScaledOut) describe(`${story}, with alarms in process`, () => tell(inProcess));
  describeWithRedis(`${story}, with alarms on Redis`, () => tell(onRedis));
  describeWithOwnRedis(`${story}, with a Redis that is flushed in the middle`, () => tell(flushed));
  describeWithOwnRedis(`${story}, with a Redis that is killed in the middle and comes back`, () => tell(killed));
};
