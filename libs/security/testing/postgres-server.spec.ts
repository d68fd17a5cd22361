import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { asSuperuser, describeWithOwnPostgres, freshDatabase, queried } from './postgres-for-specs.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';
import { sendSignal } from './processes.js';
import { transpiled } from './transpiled.js';

const isAlive = (pid: number): boolean => sendSignal(pid, 0);
const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1000 && !holds(); tries += 1) await sleep(20);
  expect(holds()).toBe(true);
};

describeWithOwnPostgres('a PostgreSQL of the tests’ own', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop(), 60_000);

  it('keeps what it says it kept: fsync, synchronous_commit and full_page_writes are on', async () => {
    const [row] = await asSuperuser(
      server,
      "select current_setting('fsync') a, current_setting('synchronous_commit') b, current_setting('full_page_writes') c",
    );
    expect(row).toEqual({ a: 'on', b: 'on', c: 'on' });
  });

  it('lets nobody in without the password', async () => {
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(queried(stranger.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('gives each spec a database of its own, whose owner is no superuser', async () => {
    const [one, other] = [await freshDatabase(server), await freshDatabase(server)];
    await queried(one.url, 'create table kept (id int)');
    await expect(queried(other.url, 'select * from kept')).rejects.toThrow('does not exist');
    expect(await queried(one.url, "select current_setting('is_superuser') as super")).toEqual([{ super: 'off' }]);
    for (const database of [one, other]) await database.remove();
    await expect(queried(one.url, 'select 1')).rejects.toThrow();
  });

  it('comes back on the same port with all that was committed, killed time and again while many write', async () => {
    const database = await freshDatabase(server);
    await queried(database.url, 'create table kept (id int primary key)');
    let next = 0;
    let killed = false;
    const acknowledged: number[] = [];
    const write = async (): Promise<void> => {
      while (!killed) {
        const id = next++;
        await queried(database.url, `insert into kept values (${id})`).then(
          () => acknowledged.push(id),
          () => undefined,
        );
      }
    };
    for (let round = 1; round <= 3; round += 1) {
      killed = false;
      const writers = Promise.all(Array.from({ length: 4 }, write));
      await until(() => acknowledged.length >= round * 20);
      const former = server.pid;
      await server.kill();
      expect(isAlive(former)).toBe(false);
      killed = true;
      await writers;
      await server.restart();
      expect(server.pid).not.toBe(former);
    }
    const kept = new Set((await queried<{ id: number }>(database.url, 'select id from kept')).map(({ id }) => id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    await database.remove();
  }, 120_000);

  it('starts again although children of the killed one still ran a query', async () => {
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => {});
    await client.connect();
    const busy = client.query('select sum(i) from generate_series(1, 200000000) i').catch(() => 'ended');
    await sleep(50);
    await server.kill();
    await server.restart();
    expect(await asSuperuser(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await busy).toBe('ended');
    await client.end().catch(() => undefined);
  }, 120_000);

  it('is restarted in good order while it runs', async () => {
    const former = server.pid;
    await server.restart();
    expect(isAlive(former)).toBe(false);
    expect(await asSuperuser(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  }, 60_000);

  it('says what its log says when it cannot start', async () => {
    await expect(startPostgres({ settings: { shared_buffers: 'much' } })).rejects.toThrow(/its log: .*shared_buffers/);
  }, 60_000);

  it('is gone with its directory once stopped, running or killed, and may be stopped twice', async () => {
    for (const killed of [false, true]) {
      const other = await startPostgres();
      const [row] = await asSuperuser<{ data_directory: string }>(other, 'show data_directory');
      if (killed) await other.kill();
      await other.stop();
      await other.stop();
      expect(isAlive(other.pid)).toBe(false);
      expect(existsSync(dirname(row?.data_directory as string))).toBe(false);
    }
  }, 120_000);

  it('goes when its owner is killed, and its directory with it', async () => {
    const built = transpiled('testing');
    const program = `
      const { startPostgres } = await import(${JSON.stringify(built.path('testing/postgres-server.js'))});
      const pg = (await import('pg')).default;
      const server = await startPostgres();
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      const { rows } = await client.query('show data_directory');
      console.log(JSON.stringify([server.pid, rows[0].data_directory]));`;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<Buffer>((done) => owner.stdout.once('data', done));
    const [pid, data] = JSON.parse(line.toString()) as [number, string];
    expect([isAlive(pid), existsSync(data)]).toEqual([true, true]);
    owner.kill('SIGKILL');
    await until(() => !isAlive(pid) && !existsSync(dirname(data)));
    built.remove();
  }, 60_000);
});
