import { randomBytes } from 'node:crypto';
import { describe } from '@jest/globals';
import pg from 'pg';
import { postgresFolder } from './postgres-programs.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

const isInstalled = postgresFolder() !== null;
const inCi = process.env.CI === 'true';

if (!isInstalled && !inCi) process.stderr.write('PostgreSQL is not installed: the specs that need one are skipped\n');

/** For specs that kill, restart or misconfigure: never on a PostgreSQL that they did not start. Under CI a missing one fails. */
export const describeWithOwnPostgres = isInstalled || inCi ? describe : describe.skip;

/** Any will do, with a database of the spec's own. */
export const describeWithPostgres = process.env.TEST_POSTGRES_URL ? describe : describeWithOwnPostgres;

/** `TEST_POSTGRES_URL` (of a superuser, given by `npm test`), or a server of one's own. */
export const somePostgres = async (): Promise<Pick<PostgresServer, 'url' | 'stop'>> => {
  const url = process.env.TEST_POSTGRES_URL;
  return url ? { url, stop: async () => {} } : startPostgres();
};

export interface FreshDatabase {
  /** Of the user who owns this database, and is nothing else: no superuser. */
  readonly url: string;
  readonly name: string;
  /** Disconnects whoever is left, and drops the database and its owner. */
  remove(): Promise<void>;
}

/** An empty database on the server, so that many specs can share one server. */
export const freshDatabase = async (server: Pick<PostgresServer, 'url'>): Promise<FreshDatabase> => {
  const name = `spec_${randomBytes(8).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  await asSuperuser(server, `create role ${name} login password '${password}'`, `create database ${name} owner ${name}`);
  const url = new URL(server.url);
  Object.assign(url, { username: name, password, pathname: `/${name}` });
  const remove = (): Promise<unknown> => asSuperuser(server, `drop database ${name} with (force)`, `drop role ${name}`);
  return { url: url.href, name, remove: async () => void (await remove()) };
};

/** The rows of the last statement. */
export const asSuperuser = async <Row extends pg.QueryResultRow>(
  server: Pick<PostgresServer, 'url'>,
  ...statements: readonly string[]
): Promise<readonly Row[]> => queried<Row>(server.url, ...statements);

/** Each statement on its own, on one connection; the rows of the last. */
export const queried = async <Row extends pg.QueryResultRow>(
  connectionString: string,
  ...statements: readonly string[]
): Promise<readonly Row[]> => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => {}); // the statement that fails tells it
  await client.connect();
  try {
    let rows: readonly Row[] = [];
    for (const statement of statements) ({ rows } = await client.query<Row>(statement));
    return rows;
  } finally {
    await client.end();
  }
};
