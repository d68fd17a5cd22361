import type Database from 'better-sqlite3';
import type { Appended } from '../event-store.js';
import { expectationOf, meets, NO_EVENTS, revisionOf } from '../expectation.js';
import { WrongExpectedRevision } from '../store-errors.js';
import type { Append, Result } from './group-commit.js';

interface Head {
  /** 0: the stream is not there yet. */
  readonly id: number;
  readonly revision: number;
}

const HEADS_KEPT = 100_000;

const statements = (db: Database.Database) => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  rollback: db.prepare('ROLLBACK'),
  lastPosition: db.prepare<[], number | null>('SELECT max(position) FROM events').pluck(),
  stream: db.prepare<[string], number>('SELECT id FROM streams WHERE name = ?').pluck(),
  lastRevision: db.prepare<[number], number>('SELECT max(revision) FROM events WHERE stream = ?').pluck(),
  at: db.prepare<[number, number], [number, string]>('SELECT position, id FROM events WHERE stream = ? AND revision = ?').raw(),
  newStream: db.prepare<[string]>('INSERT INTO streams (name) VALUES (?)'),
  insert: db.prepare<[number, number, number, string, string, string, string]>(
    'INSERT INTO events (position, stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
});

/**
 * One batch, one transaction. Every append is checked against the batch before it writes a row, so one that is refused
 * leaves its neighbours alone, and an INSERT that fails is a fault of the storage, not of a caller.
 */
export class BatchWriter {
  readonly #sql: ReturnType<typeof statements>;
  readonly #heads = new Map<string, Head>();
  #position: number;
  #committed: number;

  constructor(db: Database.Database) {
    this.#sql = statements(db);
    this.#committed = this.#sql.lastPosition.get() ?? 0;
    this.#position = this.#committed;
  }

  /** Position of the last committed event, 0 when there is none. */
  get committed(): number {
    return this.#committed;
  }

  /** @throws whatever SQLite throws; then the transaction is rolled back, if it still can be. */
  commit(batch: readonly Append[]): Result[] {
    this.#sql.begin.run();
    try {
      const results = batch.map((append) => this.#append(append));
      this.#sql.commit.run();
      this.#committed = this.#position;
      return results;
    } catch (error) {
      this.#heads.clear();
      this.#position = this.#committed;
      this.#rollback();
      throw error;
    }
  }

  #append({ stream, expected, events }: Append): Result {
    const head = this.#heads.get(stream) ?? this.#readHead(stream);
    const at = revisionOf(expected);
    const met = meets(at, head.revision, events, (revision) => this.#sql.at.get(head.id, revision)?.[1]);
    if (met === 'conflict') return new WrongExpectedRevision(stream, expected, expectationOf(head.revision));
    return met === 'head' ? this.#write(stream, head, events) : this.#original(head, at + events.length);
  }

  #write(stream: string, head: Head, events: Append['events']): Appended {
    const id = head.id === 0 ? Number(this.#sql.newStream.run(stream).lastInsertRowid) : head.id;
    let revision = head.revision;
    for (const event of events) {
      revision += 1;
      this.#position += 1;
      this.#sql.insert.run(this.#position, id, revision, event.id, event.type, event.data, event.metadata);
    }
    this.#keepHead(stream, { id, revision });
    return { revision, position: String(this.#position), fresh: true };
  }

  #original(head: Head, revision: number): Appended {
    const [position] = this.#sql.at.get(head.id, revision) as [number, string];
    return { revision, position: String(position), fresh: false };
  }

  #readHead(stream: string): Head {
    const id = this.#sql.stream.get(stream) ?? 0;
    return { id, revision: id === 0 ? NO_EVENTS : (this.#sql.lastRevision.get(id) ?? NO_EVENTS) };
  }

  #keepHead(stream: string, head: Head): void {
    this.#heads.delete(stream);
    this.#heads.set(stream, head);
    if (this.#heads.size <= HEADS_KEPT) return;
    const [oldest] = this.#heads.keys();
    this.#heads.delete(oldest as string);
  }

  #rollback(): void {
    try {
      this.#sql.rollback.run();
    } catch {
      // SQLite has rolled back by itself after some errors.
    }
  }
}
