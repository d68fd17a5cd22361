import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeWithOwnRedis } from '../../libs/deadlines/testing/redis.js';
import { buildServer, ServerProcess, type Settings } from './server-process.js';

let dataDir: string;
const started: ServerProcess[] = [];

const start = (settings: Settings = {}): ServerProcess => {
  const server = ServerProcess.start({ LIEN_THONG_DATA_DIR: dataDir, LIEN_THONG_OWN_REDIS: 'false', ...settings });
  started.push(server);
  return server;
};
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

beforeAll(() => buildServer(), 300_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-start-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.end('SIGKILL')));
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the server', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends on %s with code 0, frees what it held, and starts again',
    async (signal) => {
      for (const _ of [1, 2]) {
        const server = start();
        const url = await server.ready();
        while ((await fetch(`${url}/health/ready`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
        expect(await server.end(signal)).toEqual({ code: 0, signal: null });
        await expect(fetch(`${url}/health/ready`)).rejects.toThrow();
      }
    },
    60_000,
  );

  it('ends once, however often it is asked', async () => {
    const server = start();
    await server.ready();
    void server.end('SIGINT');
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  }, 60_000);

  it('starts again after kill -9: the lock dies with its process', async () => {
    const first = start();
    await first.ready();
    await first.end('SIGKILL');
    expect(await start().ready()).not.toBeNull();
  }, 60_000);

  it('is alone on its data', async () => {
    const first = start();
    await first.ready();
    const second = start();
    expect((await second.gone).code).toBe(1);
    expect(second.said).toContain(`is open in another process (pid ${first.pid})`);
    expect(second.said).not.toMatch(/\n\s+at /);
    expect((await first.end('SIGTERM')).code).toBe(0);
  }, 60_000);

  it('says so when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const port = String((other.address() as { port: number }).port);
    const server = start({ PORT: port });
    expect((await server.gone).code).toBe(1);
    other.close();
    expect(server.said).toMatch(new RegExp(`cannot start: listen EADDRINUSE.*${port}\\n.*set another PORT`));
    expect(server.said.match(/EADDRINUSE/g)).toHaveLength(1);
    expect(server.said).not.toMatch(/\n\s+at /);
  }, 60_000);

  it('tells everything that is wrong with its configuration at once, and touches nothing', async () => {
    const server = start({ PORT: 'x', LIEN_THONG_SEED: 'x', LIEN_THONG_CLCK: 'test', LIEN_THONG_KEY: 'hunter2' });
    expect((await server.gone).code).toBe(1);
    for (const name of ['PORT', 'LIEN_THONG_SEED', 'LIEN_THONG_CLCK', 'LIEN_THONG_KEY'])
      expect(server.said).toContain(`  ${name}: `);
    expect(server.said).not.toContain('hunter2');
    expect(server.said).not.toMatch(/\n\s+at /);
  }, 60_000);
});

describeWithOwnRedis('its own redis-server', () => {
  const pidOfRedis = (): number => Number(readFileSync(join(dataDir, 'redis', 'redis-server.pid'), 'utf8').split(' ')[0]);

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'ends with it on %s',
    async (signal) => {
      const server = start({ LIEN_THONG_OWN_REDIS: 'true' });
      await server.ready();
      const redis = pidOfRedis();
      expect(isAlive(redis)).toBe(true);
      const { code } = await server.end(signal);
      expect(code).toBe(signal === 'SIGKILL' ? null : 0);
      // After a SIGKILL the guardian between the two ends it.
      const until = performance.now() + 5_000;
      while (isAlive(redis) && performance.now() < until) await new Promise((next) => setTimeout(next, 20));
      expect(isAlive(redis)).toBe(false);
    },
    60_000,
  );
});
