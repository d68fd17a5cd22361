import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithPostgres, freshDatabase, queried, somePostgres } from '../testing/postgres-for-specs.js';
import type { PostgresServer } from '../testing/postgres-server.js';
import { transpiled } from '../testing/transpiled.js';

const run = promisify(execFile);

/** Each process wants a key for every stream, each in an order of its own, all at once; and prints what it got. */
const PROGRAM = `
  const [, module, url, seed] = process.argv;
  const { PostgresKeyStore } = await import(module);
  const { createSecretKey, createHash } = await import('node:crypto');
  const store = await PostgresKeyStore.open(url, createSecretKey(Buffer.alloc(32, 1)));
  const order = (stream) => createHash('sha256').update(seed + stream).digest('hex');
  const streams = Array.from({ length: 300 }, (_, i) => 'dossier-' + i);
  const got = {};
  const shuffled = [...streams].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  for (let i = 0; i < shuffled.length; i += 20)
    await Promise.all(shuffled.slice(i, i + 20).map(async (stream) => {
      got[stream] = (await store.keyFor(stream, true)).export().toString('hex');
    }));
  await store.close();
  console.log(JSON.stringify(streams.map((stream) => got[stream])));`;

describeWithPostgres('several processes on one PostgreSQL', () => {
  let server: Pick<PostgresServer, 'url' | 'stop'>;
  beforeAll(async () => {
    server = await somePostgres();
  }, 60_000);
  afterAll(() => server.stop(), 60_000);

  it('start together on an empty database, race for the same streams, and get one key for each', async () => {
    const [database, built] = [await freshDatabase(server), transpiled('.', 'keys')];
    const args = ['--input-type=module', '--eval', PROGRAM, built.path('keys/postgres-key-store.js'), database.url];
    const outputs = await Promise.all(['a', 'b', 'c', 'd'].map((seed) => run(process.execPath, [...args, seed])));
    const keys = outputs.map(({ stdout }) => JSON.parse(stdout) as string[]);
    expect(new Set(keys[0]).size).toBe(300);
    for (const each of keys) expect(each).toEqual(keys[0]);
    const [row] = await queried<{ n: number }>(database.url, 'select count(*)::int as n from lien_thong.data_key');
    expect(row?.n).toBe(300);
    built.remove();
    await database.remove();
  }, 60_000);
});
