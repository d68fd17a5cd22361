import { createSecretKey, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  asSuperuser,
  describeWithOwnPostgres,
  type FreshDatabase,
  freshDatabase,
  queried,
} from '../testing/postgres-for-specs.js';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.js';
import { type Relay, startRelay } from '../testing/relay.js';
import { KeyStoreNotDurable, KeyStoreUnavailable } from './key-problems.js';
import type { KeyStore } from './key-store.js';
import { PostgresKeyStore } from './postgres-key-store.js';

const wrappingKey = createSecretKey(Buffer.alloc(32, 1));
const lan = 'dossier-lan';
const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
/** Until the server is back for it: the first connections may still be the broken ones. */
const eventually = async <T>(work: () => Promise<T>): Promise<T> => {
  for (;;) {
    const result = await work().catch((error: unknown) => {
      if (!(error instanceof KeyStoreUnavailable)) throw error;
    });
    if (result !== undefined) return result;
    await sleep(20);
  }
};

describeWithOwnPostgres('a PostgreSQL that is not there', () => {
  let server: PostgresServer;
  let database: FreshDatabase;
  const opened: KeyStore[] = [];
  const open = async (url = database.url): Promise<KeyStore> => {
    const store = await PostgresKeyStore.open(url, wrappingKey);
    opened.push(store);
    return store;
  };
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop(), 60_000);
  beforeEach(async () => {
    database = await freshDatabase(server);
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await database.remove();
  });

  it('is told as such by everything that needs it, and used again when it is back', async () => {
    const store = await open();
    const key = (await store.keyFor(lan, true)) as KeyObject;
    await server.kill();
    const failures = await Promise.all(
      [
        store.keyFor(lan, false),
        store.keyFor(lan, true),
        store.destroy(lan),
        store.kept(null, 10),
        store.take([{ stream: lan, wrapped: null }]),
        PostgresKeyStore.open(database.url, wrappingKey),
      ].map(failureOf),
    );
    for (const failure of failures) expect(failure).toBeInstanceOf(KeyStoreUnavailable);
    await server.restart();
    expect((await eventually(() => store.keyFor(lan, false)))?.equals(key)).toBe(true);
  }, 60_000);

  it('loses no key that was handed out, killed at any moment, although its user is set to commit without waiting', async () => {
    await asSuperuser(server, `alter role ${database.name} set synchronous_commit = off`);
    const store = await open();
    const handedOut = new Map<string, KeyObject>();
    for (let round = 0; round < 5; round += 1) {
      for (let i = 0; i < 20; i += 1) {
        const stream = `dossier-${round}-${i}`;
        handedOut.set(stream, (await store.keyFor(stream, true)) as KeyObject);
      }
      await server.kill();
      await server.restart();
      for (const [stream, key] of handedOut)
        expect((await eventually(() => store.keyFor(stream, false)))?.equals(key)).toBe(true);
    }
  }, 120_000);

  it('never comes back with a key that was destroyed', async () => {
    const store = await open();
    await store.keyFor(lan, true);
    await store.destroy(lan);
    await server.kill();
    await server.restart();
    expect(await (await open()).keyFor(lan, true)).toBeNull();
  }, 60_000);

  it('that says nothing at all is told as such, and used again when it speaks', async () => {
    const relay: Relay = await startRelay(server.port);
    const url = new URL(database.url);
    url.port = String(relay.port);
    const store = await open(url.href);
    const key = (await store.keyFor(lan, true)) as KeyObject;
    relay.stall();
    const failures = await Promise.all([store.keyFor(lan, false), store.keyFor('dossier-minh', true)].map(failureOf));
    for (const failure of failures) expect(failure).toBeInstanceOf(KeyStoreUnavailable);
    relay.resume();
    expect((await eventually(() => store.keyFor(lan, false)))?.equals(key)).toBe(true);
    await relay.stop();
  }, 60_000);

  it('disturbs nobody when its idle connections are cut', async () => {
    const store = await open();
    await store.keyFor(lan, true);
    await asSuperuser(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}'`);
    expect(await eventually(() => store.keyFor(lan, false))).toBeDefined();
  });

  it('gives its password away to nobody', async () => {
    const url = new URL(database.url);
    const wrong = Object.assign(new URL(url), { password: 'hunter2' });
    const away = Object.assign(new URL(url), { port: '1' });
    const elsewhere = Object.assign(new URL(url), { pathname: '/nowhere' });
    for (const address of [wrong, away, elsewhere]) {
      const failure = await failureOf(PostgresKeyStore.open(address.href, wrappingKey));
      expect(failure).toBeInstanceOf(KeyStoreUnavailable);
      expect(failure.message).toContain(`PostgreSQL, ${address.host}${address.pathname}`);
      expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain(address.password);
    }
    expect(inspect(await open(), { depth: 9 })).not.toContain(url.password);
  });
});

describeWithOwnPostgres('a PostgreSQL that must not be trusted with keys', () => {
  it('is refused when it is set to lose what it acknowledged', async () => {
    const server = await startPostgres({ settings: { fsync: 'off' } });
    const failure = await failureOf(PostgresKeyStore.open(server.url, wrappingKey));
    expect(failure).toBeInstanceOf(KeyStoreNotDurable);
    expect(failure.message).toContain('fsync = off');
    await server.stop();
  }, 60_000);

  it('is refused while it is a standby, which may not have heard of a destruction', async () => {
    const server = await startPostgres({ settings: { wal_level: 'replica' } });
    await (await PostgresKeyStore.open(server.url, wrappingKey)).close();
    const [{ data }] = (await queried(server.url, `select current_setting('data_directory') as data`)) as [{ data: string }];
    await server.kill();
    writeFileSync(join(data, 'standby.signal'), '');
    await server.restart();
    const failure = await failureOf(PostgresKeyStore.open(server.url, wrappingKey));
    expect(failure).toBeInstanceOf(KeyStoreUnavailable);
    expect(failure.message).toContain('is a standby');
    await server.stop();
  }, 60_000);
});
