import { createSecretKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  asSuperuser,
  describeWithOwnPostgres,
  describeWithPostgres,
  type FreshDatabase,
  freshDatabase,
  queried,
  somePostgres,
} from '../testing/postgres-for-specs.js';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.js';
import { KeyStoreNotDurable, KeyStoreUnavailable } from './key-problems.js';
import { examineKeyServer } from './postgres-examination.js';
import { PostgresKeyStore } from './postgres-key-store.js';

const key = (byte: number) => createSecretKey(Buffer.alloc(32, byte));

describeWithPostgres('the examination of a key store', () => {
  let server: Pick<PostgresServer, 'url' | 'stop'>;
  let database: FreshDatabase;
  beforeAll(async () => {
    server = await somePostgres();
  }, 60_000);
  afterAll(() => server.stop(), 60_000);
  beforeEach(async () => {
    database = await freshDatabase(server);
  });
  afterEach(() => database.remove());

  it('tells what it is and what time it has, and makes nothing', async () => {
    const before = Date.now();
    const found = await examineKeyServer(database.url, key(1));
    expect(found).toMatchObject({ place: `${new URL(server.url).host}/${database.name}`, encrypted: false, keys: 'none' });
    expect(found.version).toMatch(/^\d+\.\d+/);
    expect(Math.floor(found.versionNumber / 10_000)).toBe(Number.parseInt(found.version, 10));
    expect(found.time.machine).toBeGreaterThanOrEqual(before);
    expect(found.time.machine).toBeLessThanOrEqual(Date.now());
    // One machine, one clock: they differ by no more than the asking took.
    expect(Math.abs(found.time.server - found.time.machine)).toBeLessThanOrEqual(Date.now() - before + 1);
    const [row] = await queried<{ there: boolean }>(database.url, `select to_regnamespace('lien_thong') is not null as there`);
    expect(row?.there).toBe(false);
  });

  it('tells whether the keys in it are ours', async () => {
    const store = await PostgresKeyStore.open(database.url, key(1));
    expect((await examineKeyServer(database.url, key(1))).keys).toBe('none');
    await store.keyFor('dossier-1', true);
    await store.close();
    expect((await examineKeyServer(database.url, key(1))).keys).toBe('ours');
    expect((await examineKeyServer(database.url, key(2))).keys).toBe('others');
  });

  it('tells whether statements are logged with their parameters', async () => {
    const set = (to: string) => asSuperuser(server, `alter database ${database.name} set log_parameter_max_length = ${to}`);
    await set('-1');
    expect((await examineKeyServer(database.url, key(1))).logsParameters).toBe(true);
    await set('0');
    expect((await examineKeyServer(database.url, key(1))).logsParameters).toBe(false);
  });

  it('does not hide that nobody answers or that we are refused, nor tell the password', async () => {
    const url = new URL(database.url);
    for (const change of [{ port: '1' }, { password: 'hunter2' }, { pathname: '/nowhere' }]) {
      Object.assign(url, change);
      const failure = await examineKeyServer(url.href, key(1)).catch((error: Error) => error);
      expect(failure).toBeInstanceOf(KeyStoreUnavailable);
      expect((failure as Error).message).not.toContain(url.password);
    }
  });
});

describeWithOwnPostgres('the examination of a key store that loses keys', () => {
  it('says so', async () => {
    const server = await startPostgres({ settings: { fsync: 'off' } });
    await expect(examineKeyServer(server.url, key(1))).rejects.toBeInstanceOf(KeyStoreNotDurable);
    await server.stop();
  }, 60_000);
});
