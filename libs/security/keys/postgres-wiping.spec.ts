import { createSecretKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  asSuperuser,
  describeWithOwnPostgres,
  type FreshDatabase,
  freshDatabase,
  queried,
} from '../testing/postgres-for-specs.js';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.js';
import { ErasureIncomplete } from './key-problems.js';
import { MemoryKeyStore } from './memory-key-store.js';
import { PostgresKeyStore } from './postgres-key-store.js';

const wrappingKey = createSecretKey(Buffer.alloc(32, 1));
const streams = Array.from({ length: 400 }, (_, i) => `dossier-${i}`);

describeWithOwnPostgres('a destroyed key', () => {
  let server: PostgresServer;
  let data: string;
  let database: FreshDatabase;
  let store: PostgresKeyStore;
  beforeAll(async () => {
    server = await startPostgres();
    [{ data }] = (await asSuperuser(server, `select current_setting('data_directory') as data`)) as [{ data: string }];
  }, 60_000);
  afterAll(() => server.stop(), 60_000);
  beforeEach(async () => {
    database = await freshDatabase(server);
    store = await PostgresKeyStore.open(database.url, wrappingKey);
    await Promise.all(streams.map((stream) => store.keyFor(stream, true)));
    await queried(database.url, 'analyze');
  });
  afterEach(async () => {
    await store.close();
    await database.remove();
  });

  const bytesOf = async (...wanted: readonly string[]): Promise<readonly Buffer[]> =>
    (await store.kept(null, 1000)).flatMap(({ stream, wrapped }) => (wanted.includes(stream) && wrapped ? [wrapped] : []));
  /** How many of these stand in any file of the server (its write-ahead log apart), once all that it holds in memory is written. */
  const onDisk = async (keys: readonly Buffer[], where: 'tables' | 'pg_wal' = 'tables'): Promise<number> => {
    await asSuperuser(server, 'checkpoint');
    const files = readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath.includes('pg_wal') === (where === 'pg_wal'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    return keys.filter((key) => files.some((file) => file.includes(key.subarray(9, 41)))).length;
  };

  it('is in no file of the table, nor anywhere else but in the write-ahead log', async () => {
    const doomed = streams.filter((_, i) => i % 23 === 0);
    const [gone, staying] = [await bytesOf(...doomed), await bytesOf('dossier-1', 'dossier-2')];
    expect(await onDisk(gone)).toBe(doomed.length);
    for (const stream of doomed) await store.destroy(stream);
    expect(await onDisk(gone)).toBe(0);
    expect(await onDisk(staying)).toBe(2);
    // What the documentation warns of: the past is kept there until its segments are overwritten.
    expect(await onDisk(gone, 'pg_wal')).toBeGreaterThan(0);
  }, 60_000);

  it('would still be there if it were only overwritten and vacuumed', async () => {
    const gone = await bytesOf(...streams);
    await queried(database.url, 'update lien_thong.data_key set wrapped = null', 'vacuum lien_thong.data_key');
    expect(await onDisk(gone)).toBeGreaterThan(0);
    await store.take(streams.map((stream) => ({ stream, wrapped: null })));
    expect(await onDisk(gone)).toBe(0);
  }, 60_000);

  it('is wiped as well when it was destroyed by another store’s tombstone', async () => {
    const gone = await bytesOf('dossier-1', 'dossier-2', 'dossier-3');
    await store.take(['dossier-1', 'dossier-2', 'dossier-3'].map((stream) => ({ stream, wrapped: null })));
    expect(await onDisk(gone)).toBe(0);
  }, 60_000);

  it('never comes on the disk where it is buried before it arrives, nor into the write-ahead log, and nobody has to wipe', async () => {
    const [theirs, ours] = [new MemoryKeyStore(wrappingKey), 'dossier-elsewhere'];
    await theirs.keyFor(ours, true);
    const arriving = await theirs.kept(null, 1);
    await store.take([{ stream: ours, wrapped: null }]);
    const reader = new pg.Client({ connectionString: database.url });
    await reader.connect();
    for (const statement of ['begin', 'lock table lien_thong.data_key in access share mode']) await reader.query(statement);
    await store.take(arriving);
    await reader.end();
    const bytes = arriving.map(({ wrapped }) => wrapped as Buffer);
    expect([await onDisk(bytes), await onDisk(bytes, 'pg_wal')]).toEqual([0, 0]);
    expect(await store.keyFor(ours, true)).toBeNull();
  }, 60_000);

  it('is wiped by all who destroy at once', async () => {
    const doomed = streams.slice(0, 12);
    const gone = await bytesOf(...doomed);
    const other = await PostgresKeyStore.open(database.url, wrappingKey);
    await Promise.all(doomed.flatMap((stream) => [store.destroy(stream), other.destroy(stream)]));
    await other.close();
    expect(await onDisk(gone)).toBe(0);
  }, 60_000);

  it.each([
    ['reads an older state', 'begin isolation level repeatable read', 'select 1'],
    ['keeps the table locked', 'begin', 'lock table lien_thong.data_key in access share mode'],
  ])(
    'is destroyed at once, but not said to be wiped while somebody %s',
    async (_what, begin, look) => {
      const gone = await bytesOf('dossier-1');
      const reader = new pg.Client({ connectionString: database.url });
      await reader.connect();
      for (const statement of [begin, look]) await reader.query(statement);
      await expect(store.destroy('dossier-1')).rejects.toThrow(ErasureIncomplete);
      expect(await store.keyFor('dossier-1', true)).toBeNull();
      expect(await onDisk(gone)).toBe(1);
      await reader.end();
      await store.destroy('dossier-1');
      expect(await onDisk(gone)).toBe(0);
    },
    60_000,
  );
});
