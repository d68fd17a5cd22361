import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';

/** `owed`: nothing came of it yet · `dead`: given up · `void`: there was nothing to deliver any more. */
export type DeliveryState = 'owed' | 'delivered' | 'dead' | 'void';
export type DeliveryKind = 'webhook' | 'notice';

/** What is owed, or was. Instants are in milliseconds. Nothing of a person stands here. */
export interface DeliveryRow {
  readonly id: string;
  readonly kind: DeliveryKind;
  /** What must not hold up anything else: an endpoint's id, or the notices. */
  readonly lane: string;
  /** Which notice; null for webhooks. */
  readonly about: string | null;
  readonly stream: string;
  readonly revision: number;
  readonly event: string;
  readonly type: string;
  /** Of the dossier; null where the event is of none. */
  readonly code: string | null;
  readonly position: string;
  readonly state: DeliveryState;
  /** 0 at first, one more each time it was asked for again. */
  readonly round: number;
  readonly owedSince: number;
  readonly settledAt: number | null;
  readonly attempts: number | null;
  readonly status: number | null;
  readonly reason: string | null;
  /** By what a notice went out. */
  readonly channel: string | null;
}

/** The lane of all notices. */
export const NOTICES_LANE = 'notices';

export interface ListedRow extends DeliveryRow {
  /** The order in which they came to be owed; the same in every ledger of one log. */
  readonly seq: number;
}

/** An endpoint as the ledger keeps it. `page` is its state as JSON; `deadSince` the first of the failures in a row. */
export interface EndpointRow {
  readonly id: string;
  readonly agency: string;
  readonly state: string;
  readonly page: string;
  readonly deadInARow: number;
  readonly deadSince: number | null;
  readonly seq: number;
}

/** Raised with every change of what is kept or why: another layout is thrown away and filled again from the log. */
const LAYOUT = 2;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), position TEXT NOT NULL, event TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS endpoints (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, agency TEXT NOT NULL, state TEXT NOT NULL, page TEXT NOT NULL,
    deadInARow INTEGER NOT NULL DEFAULT 0, deadSince INTEGER) STRICT;
  CREATE INDEX IF NOT EXISTS endpoints_agency ON endpoints (agency, seq);
  CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, lane TEXT NOT NULL, about TEXT,
    stream TEXT NOT NULL, revision INTEGER NOT NULL, event TEXT NOT NULL, type TEXT NOT NULL, code TEXT, position TEXT NOT NULL,
    state TEXT NOT NULL, round INTEGER NOT NULL, owedSince INTEGER NOT NULL, settledAt INTEGER, attempts INTEGER, status INTEGER,
    reason TEXT, channel TEXT) STRICT;
  CREATE INDEX IF NOT EXISTS deliveries_stream ON deliveries (stream, lane, seq);
  CREATE TABLE IF NOT EXISTS channels (name TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS deliveries_lane ON deliveries (lane, state, seq);
  CREATE INDEX IF NOT EXISTS deliveries_all_of_lane ON deliveries (lane, seq);
  CREATE INDEX IF NOT EXISTS deliveries_state ON deliveries (state, owedSince);
`;
const TABLES = ['checkpoint', 'endpoints', 'deliveries', 'channels'];
const CHECKPOINT = `
  INSERT INTO checkpoint VALUES (1, ?, ?)
  ON CONFLICT (one) DO UPDATE SET position = excluded.position, event = coalesce(excluded.event, event)`;

/** One change of the tables, made when its batch is written. */
export type Entry = (file: LedgerFile) => void;

/** The ledger of one process, in a disposable file: whatever is wrong with it, it is thrown away and filled from the log. */
export class LedgerFile {
  #position: string | null;
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  private constructor(db: Database.Database) {
    this.#db = db;
    const layout = db.pragma('user_version', { simple: true });
    if (layout !== LAYOUT) for (const table of TABLES) db.exec(`DROP TABLE IF EXISTS ${table}`);
    db.exec(SCHEMA);
    db.pragma(`user_version = ${LAYOUT}`);
    this.#position = (db.prepare('SELECT position FROM checkpoint').pluck().get() as string | undefined) ?? null;
  }

  /** `:memory:` for tests. */
  static open(path: string): LedgerFile {
    try {
      return new LedgerFile(connect(path));
    } catch (error) {
      if (path === ':memory:') throw error;
      for (const part of [path, `${path}-wal`, `${path}-shm`]) rmSync(part, { force: true });
      return new LedgerFile(connect(path));
    }
  }

  get position(): string | null {
    return this.#position;
  }

  /** There was nothing for the ledger up to here. Not worth a write. */
  passOver(position: string): void {
    this.#position = position;
  }

  /** Position of the last event taken in: a log that ends before it is not the one that this was made from. */
  lastEvent(): string | null {
    return (this.statement('SELECT event FROM checkpoint').pluck().get() as string | null | undefined) ?? null;
  }

  /** Entries and checkpoint in one transaction. */
  write(entries: readonly Entry[], position: string, event: string | null): void {
    this.#db.transaction(() => {
      for (const entry of entries) entry(this);
      this.statement(CHECKPOINT).run(position, event);
    })();
    this.#position = position;
  }

  reset(): void {
    this.#db.transaction(() => {
      for (const table of TABLES) this.#db.exec(`DELETE FROM ${table}`);
    })();
    this.#position = null;
  }

  /** Prepared once: the texts are few, for no value ever stands in them. */
  statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  close(): void {
    this.#db.close();
  }
}

const connect = (path: string): Database.Database => {
  const db = new Database(path);
  // A power loss takes rows and checkpoint back together; what is lost is read again.
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL']) db.pragma(pragma);
  return db;
};
