import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import { type RedisServer, startRedisServer } from './redis-server.js';

// npm test makes sure that redis-server is there, and says so where it is not.
const withRedis = process.env.TEST_REDIS_URL ? describe : describe.skip;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const until = async (holds: () => boolean) => {
  for (let tries = 0; tries < 500 && !holds(); tries += 1) await sleep(20);
  expect(holds()).toBe(true);
};

const send = (port: number, ...lines: string[]): Promise<string> =>
  new Promise((done, fail) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.end([...lines, 'QUIT', ''].join('\r\n')));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', fail);
    socket.on('close', () => done(answer));
  });

withRedis('a redis-server of one’s own', () => {
  let dir: string;
  const started: RedisServer[] = [];

  const start = async (): Promise<RedisServer> => {
    const server = await startRedisServer({ dir, appendOnly: true });
    if (server === null) throw new Error('redis-server is not installed');
    started.push(server);
    return server;
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'redis-server-spec-'));
  });
  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('answers on loopback, keeps what it is told, and never evicts', async () => {
    const server = await start();
    expect(await send(server.port, 'CONFIG GET appendonly', 'CONFIG GET maxmemory-policy', 'CONFIG GET bind')).toMatch(
      /yes[\s\S]*noeviction[\s\S]*127\.0\.0\.1/,
    );
  });

  it('is gone once stopped, and may be stopped twice', async () => {
    const server = await start();
    await server.stop();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  it('keeps its data over a restart on the same port', async () => {
    const server = await start();
    const firstPid = server.pid;
    await send(server.port, 'SET alarm due');
    await server.stop();
    await server.restart();
    expect(server.pid).not.toBe(firstPid);
    expect(await send(server.port, 'GET alarm')).toContain('due');
  });

  it('comes back after a crash', async () => {
    const server = await start();
    await server.kill();
    expect(isAlive(server.pid)).toBe(false);
    await server.restart();
    expect(await send(server.port, 'PING')).toContain('PONG');
  });

  it('goes when its owner is killed', async () => {
    const module = join(dir, 'redis-server.mjs');
    writeFileSync(module, transformFileSync(join(import.meta.dirname, 'redis-server.ts'), { jsc: { target: 'es2022' } }).code);
    const program = `
      const { startRedisServer } = await import(process.argv[1]);
      const server = await startRedisServer({ dir: process.argv[2], appendOnly: true });
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', program, module, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((done) => owner.stdout.once('data', (chunk) => done(Number(chunk))));
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });

  it('ends what an owner left in its directory', async () => {
    const left = spawn('redis-server', ['--port', '0', '--unixsocket', 'left.sock', '--dir', dir], { stdio: 'ignore' });
    const gone = new Promise((done) => left.once('exit', done));
    await until(() => existsSync(join(dir, 'left.sock')));
    writeFileSync(join(dir, 'redis-server.pid'), `${left.pid} 1\n`);
    const server = await start();
    await gone;
    expect(await send(server.port, 'PING')).toContain('PONG');
  });

  it('leaves a stranger alone whose pid stands in the pid file', async () => {
    const stranger = spawn('sleep', ['30'], { stdio: 'ignore' });
    writeFileSync(join(dir, 'redis-server.pid'), `${stranger.pid} 1\n`);
    await start();
    expect(stranger.exitCode).toBeNull();
    expect(isAlive(stranger.pid as number)).toBe(true);
    stranger.kill();
  });

  it('says what its log says when it cannot start', async () => {
    const first = await start();
    const second = startRedisServer({ dir: join(dir, 'second'), appendOnly: true, port: first.port });
    await expect(second).rejects.toThrow(/did not start on port \d+; its log: .*in use/);
  });
});

it('is null where redis-server is not installed', async () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    expect(await startRedisServer({ dir: join(tmpdir(), 'never-made'), appendOnly: true })).toBeNull();
  } finally {
    process.env.PATH = path;
  }
});
