import { createSecretKey } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Config, ConfigError, readConfig } from '@lien-thong/config';
import { EventStoreDbEventStore, StoreUnavailable } from '@lien-thong/event-store';
import { KeyStoreNotDurable, KeyStoreUnavailable, PostgresKeyStore, WrongKeyEncryptionKey } from '@lien-thong/security';
import { type EventStoreDouble, startEventStoreDouble } from '../event-store/testing/eventstoredb-double/double.js';
import { testTls } from '../event-store/testing/eventstoredb-double/tls.js';
import { describeWithPostgres, freshDatabase, somePostgres } from '../security/testing/postgres-for-specs.js';
import { said, startPatiently, type Up } from './run-process.js';

const config: Config = readConfig({});
const up: Up = { url: 'http://127.0.0.1:1', stop: async () => {} };
const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error: Error) => error,
  );

describe('the start of a process', () => {
  const told: string[] = [];
  beforeEach(() => {
    told.length = 0;
    jest.spyOn(console, 'error').mockImplementation((line: string) => void told.push(line));
  });
  afterEach(() => void jest.restoreAllMocks());

  it('waits for servers that are away, and says each time which one, once', async () => {
    const away = [
      new StoreUnavailable('the log is away'),
      new StoreUnavailable('the log is away'),
      new KeyStoreUnavailable('the keys are away'),
    ];
    const start = async (): Promise<Up> => {
      const failure = away.shift();
      if (failure !== undefined) throw failure;
      return up;
    };
    expect(await startPatiently('api', config, start)).toBe(up);
    expect(told).toEqual([
      'Liên Thông api: đang chờ / waiting: the log is away',
      'Liên Thông api: đang chờ / waiting: the keys are away',
    ]);
  });

  it.each([
    ['a database that loses what it acknowledged', new KeyStoreNotDurable('PostgreSQL, db')],
    ['another key-encryption key', new WrongKeyEncryptionKey()],
    ['an event store that does not let us in', new StoreUnavailable('not this user', { refused: true })],
    ['a fault of ours', new TypeError('undefined is not a function')],
  ])('does not wait for %s', async (_, failure) => {
    let starts = 0;
    const start = async (): Promise<Up> => {
      starts += 1;
      throw failure;
    };
    expect(await failureOf(startPatiently('api', config, start))).toBe(failure);
    expect([starts, told]).toEqual([1, []]);
  });
});

describe('what an operator is told when a process does not start', () => {
  it('is the plain message where the surroundings are at fault', async () => {
    const plain = [
      new StoreUnavailable('away'),
      new KeyStoreUnavailable('away'),
      new KeyStoreNotDurable('PostgreSQL, db'),
      new WrongKeyEncryptionKey(),
      await failureOf(EventStoreDbEventStore.open('esdb://')),
      await failureOf(EventStoreDbEventStore.open('esdb://a:2113?tls=true&tlsCAFile=/nowhere/ca.pem')),
    ];
    for (const error of plain) expect(said(error)).toBe(`Không khởi động được / cannot start: ${error.message}`);
    const wrong = new ConfigError([{ variable: 'PORT', messages: { vi: 'sai', en: 'wrong' } }]);
    expect(said(wrong)).toBe(wrong.message);
  });

  it('says what to do about a port that is taken', async () => {
    const taken = await portTaken();
    expect(said(taken)).toMatch(
      /^Không khởi động được \/ cannot start: listen EADDRINUSE: .*\n.*đặt PORT khác \/ .*set another PORT$/,
    );
  });

  it('is everything where the fault is ours', () => {
    const fault = new TypeError('undefined is not a function');
    expect(said(fault)).toBe(fault);
  });

  const portTaken = async (): Promise<Error> => {
    const [first, second] = [createServer(), createServer()];
    await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
    const failure = new Promise<Error>((resolve) => second.once('error', resolve));
    second.listen((first.address() as { port: number }).port, '127.0.0.1');
    const error = await failure;
    await new Promise((resolve) => first.close(resolve));
    return error;
  };
});

describe('a server that does not let us in', () => {
  let double: EventStoreDouble | null = null;
  afterEach(async () => {
    await double?.stop();
    double = null;
  });

  it('ends the start at once when it is the event store', async () => {
    double = await startEventStoreDouble({ users: { admin: 'changeit' }, tls: testTls() });
    const url = `esdb://admin:another@localhost:${double.port}?tlsVerifyCert=false`;
    const start = async (): Promise<Up> => {
      await EventStoreDbEventStore.open(url);
      return up;
    };
    const failure = await failureOf(startPatiently('api', config, start));
    expect(said(failure)).toBe(
      'Không khởi động được / cannot start: the event store server refuses the user of the connection string',
    );
  });
});

describeWithPostgres('a key store that cannot be opened', () => {
  it('ends the start at once when its keys were wrapped by another key', async () => {
    const server = await somePostgres();
    const database = await freshDatabase(server);
    const key = (byte: number) => createSecretKey(Buffer.alloc(32, byte));
    const keys = await PostgresKeyStore.open(database.url, key(1));
    await keys.keyFor('dossier-1', true);
    await keys.close();
    const start = async (): Promise<Up> => {
      await PostgresKeyStore.open(database.url, key(2));
      return up;
    };
    expect(said(await failureOf(startPatiently('api', config, start)))).toContain('another key-encryption key');
    await database.remove();
    await server.stop();
  });
});
