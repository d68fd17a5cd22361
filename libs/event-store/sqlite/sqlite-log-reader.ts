import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { assertStream } from '../append-rules.js';
import { CatchUpSubscription } from '../catch-up.js';
import {
  type Appended,
  EventStore,
  type Page,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
  type StoreHealth,
  type SubscribeOptions,
  type Subscription,
} from '../event-store.js';
import { StoreUnavailable } from '../store-errors.js';
import { prepareReading } from './connection.js';
import { Reader } from './reader.js';

const READ_ONLY = 'the log was opened for reading only';
const LOOKS_AGAIN_EVERY_MS = 250;

/** The embedded log beside its writer, running or not: it takes no lock, writes nothing, and sees every commit. */
export class SqliteLogReader extends EventStore {
  readonly #reader: Reader;
  readonly #last: Database.Statement<[], number | null>;
  readonly #subscriptions = new Set<Subscription>();

  private constructor(private readonly db: Database.Database) {
    super();
    this.#reader = new Reader(db);
    this.#last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();
  }

  /** @throws StoreUnavailable when there is no log yet; Error when the file is something else. */
  static open(path: string): SqliteLogReader {
    const file = resolve(path);
    if (!existsSync(file)) throw new StoreUnavailable(`there is no event log at ${file}`);
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 1000 });
    try {
      prepareReading(db, file);
      return new SqliteLogReader(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  async append(): Promise<Appended> {
    throw new StoreUnavailable(READ_ONLY);
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<StoredEvent[]> {
    assertStream(stream);
    return this.#reader.stream(stream, options);
  }

  async readAll(options: ReadAllOptions): Promise<Page> {
    return this.#reader.all(options, this.#committed());
  }

  subscribe(options: SubscribeOptions): Subscription {
    const committed = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOKS_AGAIN_EVERY_MS).unref());
    const source = { readAll: (page: ReadAllOptions) => this.readAll(page), head: () => this.head(), committed };
    const subscription = new CatchUpSubscription(source, options);
    this.#subscriptions.add(subscription);
    void subscription.closed.then(() => this.#subscriptions.delete(subscription));
    return subscription;
  }

  async head(): Promise<string | null> {
    const committed = this.#committed();
    return committed === 0 ? null : String(committed);
  }

  health(): StoreHealth {
    return { writable: false, reason: READ_ONLY };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
    this.db.close();
  }

  #committed(): number {
    return this.#last.get() ?? 0;
  }
}
