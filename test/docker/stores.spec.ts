import { execFileSync, spawn } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { PostgresKeyStore } from '@lien-thong/security';
import { Redis } from 'ioredis';
import { describeWithOwnRedis } from '../../libs/deadlines/testing/redis.js';
import { asSuperuser, describeWithOwnPostgres, queried } from '../../libs/security/testing/postgres-for-specs.js';
import { startPostgres } from '../../libs/security/testing/postgres-server.js';
import { COMPOSE_FILES, DOCKER, interpolated, readCompose } from './compose.js';

let secrets: string;
beforeEach(() => {
  secrets = mkdtempSync(join(tmpdir(), 'lien-thong-docker-'));
  execFileSync(join(DOCKER, 'make-secrets.sh'), [secrets]);
});
afterEach(() => rmSync(secrets, { recursive: true, force: true }));

describeWithOwnPostgres('the PostgreSQL of docker/compose.yml', () => {
  it('takes its settings, makes the database of the keys, and its owner is no superuser', async () => {
    const command = readCompose('compose.yml').services.postgres?.command ?? [];
    const settings = Object.fromEntries(
      command.filter((arg) => arg.includes('=')).map((arg) => arg.split('=') as [string, string]),
    );
    const server = await startPostgres({ settings });
    const { hostname, port, username, password } = new URL(server.url);
    const env = { ...process.env, PGHOST: hostname, PGPORT: port, PGPASSWORD: password, POSTGRES_USER: username };
    const commandLines = join(secrets, 'command-lines');
    const psql = execFileSync('sh', ['-c', 'command -v psql'], { encoding: 'utf8' }).trim();
    writeFileSync(join(secrets, 'psql'), `#!/bin/sh\necho "$@" >>${commandLines}\nexec ${psql} "$@"\n`, { mode: 0o755 });
    const PATH = `${secrets}:${process.env.PATH}`;
    execFileSync('sh', [join(DOCKER, 'postgres-init.sh')], { env: { ...env, PATH, SECRETS: secrets } });
    expect(readFileSync(commandLines, 'utf8')).toContain('--dbname postgres');
    expect(readFileSync(commandLines, 'utf8')).not.toContain(readFileSync(join(secrets, 'keystore_password'), 'utf8').trim());

    for (const [name, value] of Object.entries(settings))
      expect(await asSuperuser(server, `select current_setting('${name}') as value`)).toEqual([{ value }]);
    const url = new URL(readFileSync(join(secrets, 'keystore_url'), 'utf8').trim());
    Object.assign(url, { host: `127.0.0.1:${port}` });
    const store = await PostgresKeyStore.open(url.href, createSecretKey(Buffer.alloc(32, 1)));
    expect(await store.keyFor('dossier-1', true)).not.toBeNull();
    await store.destroy('dossier-1');
    expect(await store.keyFor('dossier-1', true)).toBeNull();
    await store.close();
    expect(await queried(url.href, `select current_setting('is_superuser') as super, current_user as me`)).toEqual([
      { super: 'off', me: 'lien_thong' },
    ]);
    await server.stop();
  }, 60_000);
});

describeWithOwnRedis.each(COMPOSE_FILES)('the Redis of docker/%s', (file) => {
  it('keeps what it is told, evicts nothing, and lets in nobody without the password', async () => {
    const { command, healthcheck } = readCompose(file).services.redis ?? {};
    const here = (text: string): string =>
      interpolated(text, {})
        .replaceAll('/run/secrets', secrets)
        .replace('--dir /data', `--dir ${secrets} --port 0 --unixsocket redis.sock`);
    const server = spawn('sh', ['-c', here(command?.[2] as string)], { stdio: 'ignore' });
    const gone = new Promise((done) => server.once('exit', done));
    const path = join(secrets, 'redis.sock');
    while (!existsSync(path) && server.exitCode === null) await sleep(20);

    const password = new URL(readFileSync(join(secrets, 'redis_url'), 'utf8').trim()).password;
    const redis = new Redis({ path, password });
    const setting = async (name: string): Promise<unknown> => ((await redis.config('GET', name)) as string[])[1];
    expect([await setting('appendonly'), await setting('maxmemory-policy'), await setting('save')]).toEqual([
      'yes',
      'noeviction',
      '',
    ]);
    expect(execFileSync('redis-cli', ['-s', path, 'ping'], { encoding: 'utf8' })).toContain('NOAUTH');
    const check = here((healthcheck?.test[1] ?? '').replace('redis-cli', `redis-cli -s ${path}`));
    expect(() => execFileSync('sh', ['-c', check])).not.toThrow();
    const cmdline = existsSync('/proc') ? readFileSync(`/proc/${server.pid}/cmdline`, 'utf8') : '';
    expect(cmdline).not.toContain(password);
    redis.disconnect();
    server.kill();
    await gone;
  });
});
