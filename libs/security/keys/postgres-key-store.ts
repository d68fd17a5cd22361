import type { KeyObject } from 'node:crypto';
import type pg from 'pg';
import { Gathering } from './gathering.js';
import { ErasureIncomplete, KeyMissing, WrongKeyEncryptionKey } from './key-problems.js';
import { type KeptKey, KeyStore } from './key-store.js';
import { KeyWrap } from './key-wrap.js';
import { PostgresConnections } from './postgres-connections.js';
import { serverTimeOf, wrappedBy } from './postgres-questions.js';
import { prepareSchema } from './postgres-schema.js';
import { wipe } from './postgres-wiping.js';
import { afterTaking, takable } from './taking.js';

const LOOK_UPS_ABREAST = 2;
const STREAMS_AT_ONCE = 500;

const FIND = 'select stream, wrapped from lien_thong.data_key where stream = any($1)';
/** The order is for writers who want the same streams: they wait for each other in one direction. */
const INSERT = `insert into lien_thong.data_key (stream, wrapped)
  select stream, wrapped from unnest($1::text[], $2::bytea[]) as given (stream, wrapped) order by stream collate "C"
  on conflict (stream) do nothing`;
const MAKE = `with made as (${INSERT} returning stream, wrapped) select * from made union all ${FIND}`;
const PAGE = 'select stream, wrapped from lien_thong.data_key where stream > $1 order by stream limit $2';
const BURY = `insert into lien_thong.data_key (stream, wrapped) values ($1, null)
  on conflict (stream) do update set wrapped = null returning tableoid::regclass::text as part`;
const LYING = `select stream, wrapped, tableoid::regclass::text as part from lien_thong.data_key
  where stream = any($1) order by stream for update`;
const BURY_ALL = 'update lien_thong.data_key set wrapped = null where stream = any($1) and wrapped is not null';

type Lying = KeptKey & { readonly part: string };

/**
 * Keys in a PostgreSQL that many processes share. Nothing is kept in memory: each answer comes from the table, so that a key
 * destroyed by one process is destroyed for all. Look-ups that arrive together cost one query, creations one transaction.
 *
 * `destroy` removes the wrapped bytes from the table and its files. They stay, still wrapped by the key-encryption key, where
 * PostgreSQL keeps its past: in the write-ahead log until its segments are overwritten, in archived log, in backups and
 * dumps, and on disk blocks that the file system has freed. Those go with their own retention, which must be bounded.
 */
export class PostgresKeyStore extends KeyStore {
  readonly #connections: PostgresConnections;
  readonly #wrap: KeyWrap;
  readonly #found = new Gathering<KeptKey>((streams) => this.#find(streams), LOOK_UPS_ABREAST, STREAMS_AT_ONCE);
  readonly #made = new Gathering<KeptKey>((streams) => this.#make(streams), 1, STREAMS_AT_ONCE);

  private constructor(connections: PostgresConnections, wrap: KeyWrap) {
    super();
    this.#connections = connections;
    this.#wrap = wrap;
  }

  /**
   * `postgres://user:password@host:port/database`, with `sslmode` as the driver has it. Makes its table when it is not there.
   * Throws `WrongKeyEncryptionKey` when the keys were wrapped by another key, `KeyStoreUnavailable` when the server cannot be
   * reached, `KeyStoreNotDurable` when it is set to lose what it acknowledged.
   */
  static async open(url: string, wrappingKey: KeyObject): Promise<PostgresKeyStore> {
    const connections = new PostgresConnections(url);
    const wrap = new KeyWrap(wrappingKey);
    try {
      await prepareSchema(connections);
      // At the start, not at the first reading.
      if ((await wrappedBy(connections, wrap)) === 'others') throw new WrongKeyEncryptionKey();
      return new PostgresKeyStore(connections, wrap);
    } catch (error) {
      await connections.close();
      throw error;
    }
  }

  override async keyFor(stream: string, create: boolean): Promise<KeyObject | null> {
    const key = await (create ? this.#made : this.#found).answerFor(stream);
    if (key === undefined) throw new KeyMissing(stream);
    return key.wrapped && this.#wrap.unwrap(stream, key.wrapped);
  }

  override async destroy(stream: string): Promise<void> {
    const buried = await this.#connections.rows<{ part: string }>(BURY, [stream]);
    await this.#wipe(buried.map(({ part }) => ({ stream, part })));
  }

  override async kept(after: string | null, limit: number): Promise<readonly KeptKey[]> {
    return this.#connections.rows<KeptKey>(PAGE, [after ?? '', limit]);
  }

  override async take(keys: readonly KeptKey[]): Promise<void> {
    const batch = takable(this.#wrap, keys);
    await this.#wipe(await this.#connections.inTransaction((client) => this.#taken(client, batch)));
  }

  /** What the server's clock says, in milliseconds since 1970: one time for all who share it. */
  async serverTime(): Promise<number> {
    return serverTimeOf(this.#connections);
  }

  override async close(): Promise<void> {
    await Promise.all([this.#found.settled(), this.#made.settled()]);
    await this.#connections.close();
  }

  async #find(streams: readonly string[]): Promise<ReadonlyMap<string, KeptKey>> {
    return byStream(await this.#connections.rows<KeptKey>(FIND, [streams]));
  }

  /** A row that another writer committed while the statement ran is in neither half of its answer: it is looked up. */
  async #make(streams: readonly string[]): Promise<ReadonlyMap<string, KeptKey>> {
    const fresh = streams.map((stream) => this.#wrap.create(stream));
    const made = byStream(await this.#connections.rows<KeptKey>(MAKE, [streams, fresh]));
    const others = streams.filter((stream) => !made.has(stream));
    return others.length === 0 ? made : new Map([...made, ...(await this.#find(others))]);
  }

  /** The rows that were there and that the batch destroys, or destroys again: whose bytes are to be wiped. */
  async #taken(client: pg.ClientBase, batch: ReadonlyMap<string, Buffer | null>): Promise<readonly Lying[]> {
    const inserted = await client.query<KeptKey>(`${INSERT} returning stream`, [[...batch.keys()], [...batch.values()]]);
    const isNew = byStream(inserted.rows);
    const others = [...batch.keys()].filter((stream) => !isNew.has(stream));
    const { rows: lying } = await client.query<Lying>(LYING, [others]);
    // Throws where there is another key. Of keys for tombstones nothing was written, and nothing is to be wiped.
    for (const { stream, wrapped } of lying) afterTaking(this.#wrap, { stream, wrapped: batch.get(stream) ?? null }, wrapped);
    const buried = lying.filter(({ stream }) => batch.get(stream) === null);
    await client.query(BURY_ALL, [buried.map(({ stream }) => stream)]);
    return buried;
  }

  async #wipe(buried: readonly { readonly stream: string; readonly part: string }[]): Promise<void> {
    const [first] = buried;
    if (first === undefined) return;
    const parts = [...new Set(buried.map(({ part }) => part))];
    if (!(await wipe(this.#connections, parts))) throw new ErasureIncomplete(first.stream);
  }
}

const byStream = (rows: readonly KeptKey[]): ReadonlyMap<string, KeptKey> => new Map(rows.map((row) => [row.stream, row]));
