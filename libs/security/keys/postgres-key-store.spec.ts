import { createSecretKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { keyStoreContract } from '../testing/key-store-contract.js';
import { describeWithPostgres, type FreshDatabase, freshDatabase, queried, somePostgres } from '../testing/postgres-for-specs.js';
import type { PostgresServer } from '../testing/postgres-server.js';
import { WrongKeyEncryptionKey } from './key-problems.js';
import { PostgresKeyStore } from './postgres-key-store.js';

const wrappingKey = createSecretKey(Buffer.alloc(32, 1));

describeWithPostgres('PostgreSQL', () => {
  let server: Pick<PostgresServer, 'url' | 'stop'>;
  beforeAll(async () => {
    server = await somePostgres();
  }, 60_000);
  afterAll(() => server.stop(), 60_000);

  /** As the superuser may: past the triggers. */
  const forced = async (database: FreshDatabase, statement: string): Promise<void> => {
    const url = new URL(server.url);
    url.pathname = database.name;
    await queried(url.href, 'set session_replication_role = replica', statement);
  };
  const flipped = 'set_byte(wrapped, length(wrapped) - 1, get_byte(wrapped, length(wrapped) - 1) # 1)';

  keyStoreContract('PostgreSQL', async () => {
    const database = await freshDatabase(server);
    return {
      open: (key) => PostgresKeyStore.open(database.url, key),
      damage: (stream) => forced(database, `update lien_thong.data_key set wrapped = ${flipped} where stream = '${stream}'`),
      copy: (from, to) =>
        forced(
          database,
          `insert into lien_thong.data_key select '${to}', wrapped from lien_thong.data_key where stream = '${from}'`,
        ),
      remove: database.remove,
    };
  });

  describeWithPostgres('the key table', () => {
    let database: FreshDatabase;
    let store: PostgresKeyStore;
    beforeEach(async () => {
      database = await freshDatabase(server);
      store = await PostgresKeyStore.open(database.url, wrappingKey);
    });
    afterEach(async () => {
      await store.close();
      await database.remove();
    });
    const commits = async (): Promise<number> => {
      const counted = `select xact_commit::int as n, numbackends as open from pg_stat_database where datname = '${database.name}'`;
      for (;;) {
        const [row] = await queried<{ n: number; open: number }>(server.url, counted);
        if (row?.open === 0) return row.n;
      }
    };
    const commitsOf = async (streams: readonly string[], create: boolean): Promise<number> => {
      await store.close();
      const before = await commits();
      store = await PostgresKeyStore.open(database.url, wrappingKey);
      await Promise.all(streams.map((stream) => store.keyFor(stream, create)));
      await store.close();
      return (await commits()) - before;
    };

    it('is asked once for all that arrives in one turn of the loop', async () => {
      const streams = Array.from({ length: 400 }, (_, i) => `dossier-${i}`);
      const onceForOne = await commitsOf(streams.slice(0, 1), true);
      expect(await commitsOf(streams, true)).toBe(onceForOne);
      expect(await commitsOf(streams, false)).toBe(onceForOne);
    });

    it('is made once by many who start at the same time, and needs no right to make anything afterwards', async () => {
      const fresh = await freshDatabase(server);
      const opened = await Promise.all(Array.from({ length: 6 }, () => PostgresKeyStore.open(fresh.url, wrappingKey)));
      const keys = await Promise.all(opened.map((each) => each.keyFor('dossier-1', true)));
      for (const key of keys) expect(key?.equals(keys[0] as never)).toBe(true);
      for (const each of opened) await each.close();
      await queried(server.url, `revoke create on database ${fresh.name} from ${fresh.name}`);
      await (await PostgresKeyStore.open(fresh.url, wrappingKey)).close();
      await fresh.remove();
    }, 30_000);

    it('holds no unwrapped key, and no sample of wrapped ones in the statistics', async () => {
      const streams = Array.from({ length: 300 }, (_, i) => `dossier-${i}`);
      const keys = await Promise.all(streams.map((stream) => store.keyFor(stream, true)));
      const [row] = await queried<{ held: string }>(
        database.url,
        `select string_agg(encode(wrapped, 'hex'), '') as held from lien_thong.data_key`,
      );
      for (const key of keys) expect(row?.held).not.toContain(key?.export().toString('hex'));
      const sampled = `select attname from pg_stats where schemaname = 'lien_thong' group by attname`;
      expect(await queried(database.url, 'analyze lien_thong.data_key', sampled)).toEqual([{ attname: 'stream' }]);
    });

    it('lets nobody take a tombstone back, change a key or remove a row', async () => {
      for (const stream of ['dossier-1', 'dossier-2']) await store.keyFor(stream, true);
      await store.destroy('dossier-1');
      for (const set of [`wrapped = '\\x00'`, `stream = 'dossier-' || stream`])
        await expect(queried(database.url, `update lien_thong.data_key set ${set}`)).rejects.toThrow('left as it is');
      for (const statement of ['delete from', 'truncate'])
        await expect(queried(database.url, `${statement} lien_thong.data_key`)).rejects.toThrow('never removed');
    });

    it('refuses to open under another key-encryption key, and leaves the keys as they were', async () => {
      await store.keyFor('dossier-1', true);
      const another = createSecretKey(Buffer.alloc(32, 9));
      await expect(PostgresKeyStore.open(database.url, another)).rejects.toThrow(WrongKeyEncryptionKey);
      expect(await store.keyFor('dossier-1', false)).not.toBeNull();
    });

    it('answers those who still wait for a key when it is closed', async () => {
      const waiting = store.keyFor('dossier-1', true);
      await store.close();
      expect(await waiting).not.toBeNull();
      store = await PostgresKeyStore.open(database.url, wrappingKey);
      expect((await store.keyFor('dossier-1', false))?.equals((await waiting) as never)).toBe(true);
    });
  });
});
