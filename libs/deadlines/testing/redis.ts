import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { type RedisServer, startRedisServer } from '../redis-server.js';

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

if (!isInstalled && !process.env.CI) {
  process.stderr.write('redis-server is not installed: the specs that need one of their own are skipped\n');
}

/** For specs that flush, kill and restart: never on a Redis that they did not start. Under CI a missing one is a failure. */
export const describeWithOwnRedis = isInstalled || process.env.CI ? describe : describe.skip;

/** Anything will do, with a queue of the spec's own. */
export const describeWithRedis = process.env.TEST_REDIS_URL ? describe : describeWithOwnRedis;

export interface OwnRedis {
  readonly server: RedisServer;
  remove(): Promise<void>;
}

export const ownRedis = async (appendOnly = true): Promise<OwnRedis> => {
  const dir = mkdtempSync(join(tmpdir(), 'alarms-'));
  const server = await startRedisServer({ dir, appendOnly });
  if (server === null) throw new Error('redis-server is not installed');
  return {
    server,
    remove: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** `TEST_REDIS_URL`, or a server of one's own. */
export const someRedis = async (): Promise<{ url: string; remove(): Promise<void> }> => {
  const url = process.env.TEST_REDIS_URL;
  if (url) return { url, remove: async () => {} };
  const { server, remove } = await ownRedis();
  return { url: server.url, remove };
};
