import type { KeyObject } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { KeyCache } from './key-cache.js';
import { ErasureIncomplete, KeyMissing, WrongKeyEncryptionKey } from './key-problems.js';
import { type KeptKey, KeyStore } from './key-store.js';
import { KeyWrap, WRAPPED_BYTES } from './key-wrap.js';
import { openKeyFile, openKeyFileToRead } from './sqlite-key-file.js';
import { afterTaking, takable } from './taking.js';

interface Row {
  readonly destroyed: 0 | 1;
  readonly wrapped: Buffer;
}
interface Creation {
  readonly stream: string;
  readonly resolve: (key: KeyObject | null) => void;
  readonly reject: (error: unknown) => void;
}

const CACHED_KEYS = 4096;

/** Keys in a SQLite file of their own. Creations that arrive in one turn of the loop share one transaction and one fsync. */
export class SqliteKeyStore extends KeyStore {
  readonly #db: Database;
  readonly #wrap: KeyWrap;
  readonly #cache = new KeyCache(CACHED_KEYS);
  readonly #read: Statement<[string], Row>;
  readonly #page: Statement<[string, number], Row & { readonly stream: string }>;
  readonly #insert: Statement<[string, Buffer]>;
  readonly #bury: Statement<[string, Buffer]>;
  readonly #version: Statement<[], number>;
  #seenVersion: number | undefined;
  #waiting: Creation[] = [];

  /**
   * `to-read`: of a file that is there, which stays as it is to the last byte; keys are neither made nor taken nor destroyed.
   * Throws `WrongKeyEncryptionKey` when the file's keys were wrapped by another key.
   */
  constructor(path: string, wrappingKey: KeyObject, opened: 'to-read' | 'to-write' = 'to-write') {
    super();
    this.#wrap = new KeyWrap(wrappingKey);
    this.#db = opened === 'to-read' ? openKeyFileToRead(path) : openKeyFile(path);
    this.#read = this.#db.prepare('select destroyed, wrapped from data_key where stream = ?');
    this.#page = this.#db.prepare('select stream, destroyed, wrapped from data_key where stream > ? order by stream limit ?');
    this.#insert = this.#db.prepare('insert or ignore into data_key (stream, wrapped) values (?, ?)');
    this.#bury = this.#db.prepare(
      `insert into data_key (stream, destroyed, wrapped) values (?, 1, ?)
       on conflict (stream) do update set destroyed = 1, wrapped = excluded.wrapped`,
    );
    this.#version = this.#db.prepare<[], number>('pragma data_version').pluck();
    this.#assertOwnKeys();
  }

  override async keyFor(stream: string, create: boolean): Promise<KeyObject | null> {
    this.#forgetWhenChangedElsewhere();
    const cached = this.#cache.get(stream);
    if (cached !== undefined) return cached;
    const row = this.#read.get(stream);
    if (row !== undefined) return this.#opened(stream, row);
    if (!create) throw new KeyMissing(stream);
    return this.#created(stream);
  }

  override async destroy(stream: string): Promise<void> {
    this.#cache.delete(stream);
    this.#bury.run(stream, Buffer.alloc(WRAPPED_BYTES));
    this.#wipeLog(stream);
  }

  override async kept(after: string | null, limit: number): Promise<readonly KeptKey[]> {
    return this.#page.all(after ?? '', limit).map((row) => ({ stream: row.stream, wrapped: lyingIn(row) }));
  }

  override async take(keys: readonly KeptKey[]): Promise<void> {
    const batch = [...takable(this.#wrap, keys)].map(([stream, wrapped]) => ({ stream, wrapped }));
    this.#db.transaction(() => batch.forEach((key) => void this.#taken(key))).immediate();
    const buried = batch.filter(({ wrapped }) => wrapped === null);
    for (const { stream } of buried) this.#cache.delete(stream);
    if (buried[0] !== undefined) this.#wipeLog(buried[0].stream);
  }

  override async close(): Promise<void> {
    this.#createWaiting();
    this.#cache.clear();
    this.#db.close();
  }

  #created(stream: string): Promise<KeyObject | null> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ stream, resolve, reject }) === 1) setImmediate(() => this.#createWaiting());
    });
  }

  /** What another writer created first is read, not replaced. Nobody is answered before the commit. */
  #createWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      const rows = this.#db.transaction(() => waiting.map(({ stream }) => this.#inserted(stream))).immediate();
      for (const [i, creation] of waiting.entries()) this.#answer(creation, rows[i] as Row);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #inserted(stream: string): Row {
    this.#insert.run(stream, this.#wrap.create(stream));
    return this.#read.get(stream) as Row;
  }

  #taken(key: KeptKey): void {
    const row = this.#read.get(key.stream);
    const left = afterTaking(this.#wrap, key, row && lyingIn(row));
    if (left === null) this.#bury.run(key.stream, Buffer.alloc(WRAPPED_BYTES));
    else this.#insert.run(key.stream, left);
  }

  #answer(creation: Creation, row: Row): void {
    try {
      creation.resolve(this.#opened(creation.stream, row));
    } catch (error) {
      creation.reject(error);
    }
  }

  #opened(stream: string, row: Row): KeyObject | null {
    if (row.destroyed === 1) return null;
    const key = this.#wrap.unwrap(stream, row.wrapped);
    this.#cache.set(stream, key);
    return key;
  }

  /** A key that another process destroyed is gone from this process's cache, too, before it is used again. */
  #forgetWhenChangedElsewhere(): void {
    const version = this.#version.get();
    if (version !== this.#seenVersion) this.#cache.clear();
    this.#seenVersion = version;
  }

  /** The write-ahead log still holds the page as it was: fold it into the file, and cut it to nothing. */
  #wipeLog(stream: string): void {
    const [{ busy }] = this.#db.pragma('wal_checkpoint(truncate)') as [{ busy: number }];
    if (busy !== 0) throw new ErasureIncomplete(stream);
  }

  /** Says so at the start, not at the first reading. One damaged row alone does not stop it. */
  #assertOwnKeys(): void {
    const sample = this.#db.prepare<[], Buffer>('select wrapped from data_key where destroyed = 0 limit 3').pluck().all();
    if (sample.length === 0 || sample.some((wrapped) => this.#wrap.wraps(wrapped))) return;
    this.#db.close();
    throw new WrongKeyEncryptionKey();
  }
}

const lyingIn = (row: Row): Buffer | null => (row.destroyed === 1 ? null : row.wrapped);
