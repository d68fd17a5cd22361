import pg from 'pg';
import { KeyStoreNotDurable, KeyStoreUnavailable } from './key-problems.js';

const MOST_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** Longer than the server's own, which says more. It is for a server that says nothing at all. */
const SILENCE_TIMEOUT_MS = 6_000;

/**
 * Every connection is asked, because after a failure the next one may lead to another server. A standby may not know of a
 * destruction yet. What was acknowledged is on the disk (of a synchronous standby, too, where there is one).
 */
const PREPARE = `
  select current_setting('fsync') as fsync, pg_is_in_recovery() as standby,
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('synchronous_commit', case current_setting('synchronous_commit')
      when 'remote_apply' then 'remote_apply' else 'on' end, false)`;

/** Connections to one PostgreSQL. What fails because it is away, overloaded or going down is a `KeyStoreUnavailable`. */
export class PostgresConnections {
  readonly #url: string;
  readonly #place: string;
  readonly #pool: pg.Pool;

  constructor(url: string) {
    const { host, pathname } = new URL(url);
    this.#url = url;
    this.#place = `PostgreSQL, ${host}${pathname}`;
    this.#pool = new pg.Pool({
      ...this.#options(STATEMENT_TIMEOUT_MS, SILENCE_TIMEOUT_MS),
      max: MOST_CONNECTIONS,
      onConnect: (client: pg.ClientBase) => this.#prepare(client),
    });
    // An idle connection that breaks is replaced when it is needed; without a listener it would end the process.
    this.#pool.on('error', () => {});
  }

  async rows<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.#telling(async () => (await this.#pool.query<Row>(text, [...values])).rows);
  }

  /** All or nothing. A transaction that failed goes with its connection. */
  async inTransaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = await this.#telling(() => this.#pool.connect());
    client.on('error', ignore);
    let isDone = false;
    try {
      return await this.#telling(async () => {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        isDone = true;
        return result;
      });
    } finally {
      client.off('error', ignore);
      client.release(!isDone);
    }
  }

  /** A connection of its own, with a timeout of its own (ms), for what takes long. */
  async apart<T>(timeoutMs: number, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = new pg.Client(this.#options(timeoutMs, timeoutMs + 1000));
    client.on('error', ignore);
    try {
      return await this.#telling(async () => {
        await client.connect();
        await this.#prepare(client);
        return work(client);
      });
    } finally {
      await client.end().catch(ignore);
    }
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  #options(statementMs: number, silenceMs: number): pg.ClientConfig {
    return {
      connectionString: this.#url,
      application_name: 'lien-thong',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: statementMs,
      query_timeout: silenceMs,
      keepAlive: true,
    };
  }

  async #prepare(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<{ fsync: string; standby: boolean }>(PREPARE);
    if (rows[0]?.standby !== false) throw new KeyStoreUnavailable(`the key store (${this.#place}) is a standby`);
    if (rows[0].fsync !== 'on') throw new KeyStoreNotDurable(this.#place);
  }

  async #telling<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      throw new KeyStoreUnavailable(`the key store (${this.#place}) is not available: ${reasonOf(error)}`, { cause: error });
    }
  }
}

const ignore = (): void => {};

/**
 * Connection, read-only, authorisation, unknown database, deadlock, resources, lock, intervention, system, internal. Any other
 * answer of the server is a fault of ours. (PostgreSQL, appendix A: the first two characters are the class of the error.)
 */
const AWAY = ['08', '25', '28', '3D', '40', '53', '55', '57', '58', 'XX'];

const isAway = (error: unknown): error is Error => {
  if (error instanceof pg.DatabaseError) return AWAY.includes((error.code ?? '').slice(0, 2));
  // What the driver or the system says (a timeout, a connection that ended, a refused one) is a plain Error, or several.
  return ['Error', 'AggregateError'].includes((error as Partial<Error> | null)?.name ?? '');
};

/** Never holds the password: neither the driver nor the server repeats it. Several addresses fail with an empty message. */
const reasonOf = (error: Error): string => error.message || String((error as NodeJS.ErrnoException).code);
