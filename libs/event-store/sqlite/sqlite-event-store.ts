import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { assertStream, prepareAppend } from '../append-rules.js';
import { CatchUpSubscription } from '../catch-up.js';
import { CommitSignal } from '../commit-signal.js';
import {
  type Appended,
  EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Page,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
  type StoreHealth,
  type SubscribeOptions,
  type Subscription,
} from '../event-store.js';
import { StoreUnavailable } from '../store-errors.js';
import { BatchWriter } from './batch-writer.js';
import { isBusy } from './busy.js';
import { Checkpointer, type WalLimits } from './checkpointer.js';
import { prepareConnection } from './connection.js';
import { type Append, GroupCommit, type Result } from './group-commit.js';
import { Reader } from './reader.js';
import { lockForWriting, type SingleWriter } from './single-writer.js';

export interface SqliteOptions {
  readonly wal?: WalLimits;
  /** Opens the writer's connection: the place where a test puts a failing disk. */
  readonly connect?: (file: string) => Database.Database;
}

/** How long the writer waits for a foreign lock. It waits on the event loop's own thread, so not for long. */
const LOCK_TIMEOUT_MS = 250;

/** The embedded log: one file, one process, one writer. A storage error stops the writing until the next start. */
export class SqliteEventStore extends EventStore {
  readonly #lock: SingleWriter;
  readonly #db: Database.Database;
  readonly #reader: Reader;
  readonly #writer: BatchWriter;
  readonly #group = new GroupCommit((batch) => this.#commit(batch));
  readonly #checkpointer: Checkpointer;
  readonly #commits = new CommitSignal();
  readonly #subscriptions = new Set<Subscription>();
  #closing: Promise<void> | null = null;

  private constructor(file: string, lock: SingleWriter, db: Database.Database, wal?: WalLimits) {
    super();
    this.#lock = lock;
    this.#db = db;
    this.#reader = new Reader(db);
    this.#writer = new BatchWriter(db);
    const hold = { pause: () => this.#group.pause(), resume: () => this.#group.resume() };
    this.#checkpointer = new Checkpointer(file, { ...hold, fail: (error) => void this.#failStop(error) }, wal);
  }

  /** @throws StoreUnavailable when another process has the file open; Error when the file or SQLite is not the right one. */
  static open(path: string, options: SqliteOptions = {}): SqliteEventStore {
    const file = resolve(path);
    mkdirSync(dirname(file), { recursive: true });
    const lock = lockForWriting(file);
    let db: Database.Database | undefined;
    try {
      db = options.connect?.(file) ?? new Database(file, { timeout: LOCK_TIMEOUT_MS });
      prepareConnection(db, file);
      return new SqliteEventStore(file, lock, db, options.wal);
    } catch (error) {
      db?.close();
      lock.release();
      throw error;
    }
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    const prepared = prepareAppend(stream, expected, events);
    return this.#group.add({ stream, expected, ...prepared });
  }

  #commit(batch: readonly Append[]): readonly Result[] {
    const before = this.#writer.committed;
    try {
      const results = this.#writer.commit(batch);
      if (this.#writer.committed > before) this.#committed();
      return results;
    } catch (error) {
      // BEGIN got no lock, and nothing was written.
      if (isBusy(error)) throw new StoreUnavailable('the log is locked by another program', { cause: error });
      throw this.#failStop(error);
    }
  }

  #committed(): void {
    this.#commits.announce();
    this.#checkpointer.afterCommit();
  }

  /** After a failed write or sync nobody knows what the disk holds: no more is written on top of it. */
  #failStop(error: unknown): StoreUnavailable {
    const detail = String((error as { message?: unknown } | null)?.message ?? error);
    const reason = new StoreUnavailable(`writing has stopped after a storage error: ${detail}`, { cause: error });
    this.#group.stop(reason);
    return reason;
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<StoredEvent[]> {
    assertStream(stream);
    return this.#reader.stream(stream, options);
  }

  async readAll(options: ReadAllOptions): Promise<Page> {
    return this.#reader.all(options, this.#writer.committed);
  }

  subscribe(options: SubscribeOptions): Subscription {
    const subscription = new CatchUpSubscription(
      { readAll: (page) => this.readAll(page), head: () => this.head(), committed: () => this.#commits.next() },
      options,
    );
    this.#subscriptions.add(subscription);
    void subscription.closed.then(() => this.#subscriptions.delete(subscription));
    return subscription;
  }

  async head(): Promise<string | null> {
    return this.#writer.committed === 0 ? null : String(this.#writer.committed);
  }

  health(): StoreHealth {
    const stopped = this.#group.stopped;
    return stopped === null ? { writable: true } : { writable: false, reason: stopped.message };
  }

  /** Writes what waits, empties the WAL and gives the file free. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
    this.#group.flush();
    this.#group.stop(new StoreUnavailable('the event store is closed'));
    await this.#checkpointer.close();
    this.#db.close();
    this.#lock.release();
  }
}
