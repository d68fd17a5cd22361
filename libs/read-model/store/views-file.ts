import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { lockForWriting, type SingleWriter, type StoredEvent } from '@lien-thong/event-store';
import Database from 'better-sqlite3';
import type { AnyView } from '../view.js';
import { ViewTable } from './view-table.js';

/** A dossier whose events could not all be read or projected; its rows show it as it stood before `revision`. */
export interface Parked {
  readonly dossier: string;
  readonly revision: number;
  readonly error: string;
}

/** What one dossier looks like in every view, to be written in one piece. */
export interface Projection {
  readonly dossier: string;
  /** Null where nothing can be said: what stood there before goes on standing. */
  readonly rows: ReadonlyMap<AnyView, readonly object[]> | null;
  readonly parked: Parked | null;
}

/** Which event went into the rows last, and where it stood: by it a log is known again. */
export type LastEvent = Pick<StoredEvent, 'stream' | 'revision' | 'id' | 'position'>;

const LAYOUT = 3;
const META = `
  CREATE TABLE IF NOT EXISTS views (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), position TEXT NOT NULL, event TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS generations (last INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS parked (dossier TEXT PRIMARY KEY, revision INTEGER NOT NULL, error TEXT NOT NULL) STRICT;
`;

const CHECKPOINT = `
  INSERT INTO checkpoint VALUES (1, ?, ?)
  ON CONFLICT (one) DO UPDATE SET position = excluded.position, event = coalesce(excluded.event, event)`;

/**
 * The views and the position that they reflect, in one disposable file: whatever is wrong with it, it is thrown away
 * and filled again from the log. So NORMAL is enough: a power loss takes rows and checkpoint back together.
 */
export class ViewsFile {
  readonly live = new Map<string, ViewTable>();
  #position: string | null;
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #beside = new Map<string, ViewTable>();
  /** Views of another version than the file's: to be rebuilt, and served meanwhile where their columns are the same. */
  readonly outdated = new Set<string>();

  private constructor(
    db: Database.Database,
    readonly views: readonly AnyView[],
    private readonly lock: SingleWriter | null,
  ) {
    this.#db = db;
    db.exec(META);
    db.pragma(`user_version = ${LAYOUT}`);
    this.#position = (db.prepare('SELECT position FROM checkpoint').pluck().get() as string | undefined) ?? null;
    db.transaction(() => {
      for (const view of views) this.#adopt(view);
    })();
  }

  /**
   * One process for each file: two would put rows of different ages into it.
   * @throws StoreUnavailable while another process has it open.
   */
  static open(file: string, views: readonly AnyView[]): ViewsFile {
    if (file === ':memory:') return new ViewsFile(connect(file), views, null);
    mkdirSync(dirname(file), { recursive: true });
    const lock = lockForWriting(file, 'each process has a data directory of its own');
    try {
      return ViewsFile.#keptOrNew(file, views, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  static #keptOrNew(file: string, views: readonly AnyView[], lock: SingleWriter): ViewsFile {
    try {
      return new ViewsFile(connect(file), views, lock);
    } catch {
      for (const part of [file, `${file}-wal`, `${file}-shm`]) rmSync(part, { force: true });
      return new ViewsFile(connect(file), views, lock);
    }
  }

  #adopt(view: AnyView): void {
    const version = this.#db.prepare('SELECT version FROM views WHERE name = ?').pluck().get(view.name);
    const exists =
      this.#db.prepare('SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ?').get('table', view.name) !== undefined;
    if (version === view.version && exists) {
      this.live.set(view.name, new ViewTable(this.#db, view, view.name));
      return;
    }
    if (this.position() === null) {
      this.#fresh(view);
      return;
    }
    this.outdated.add(view.name);
    if (exists && hasColumnsOf(this.#db, view)) this.live.set(view.name, new ViewTable(this.#db, view, view.name));
  }

  #fresh(view: AnyView): void {
    this.live.set(view.name, ViewTable.create(this.#db, view, view.name, this.#generation()));
    this.#db.prepare('INSERT OR REPLACE INTO views VALUES (?, ?)').run(view.name, view.version);
  }

  #generation(): number {
    const last = (this.#db.prepare('SELECT last FROM generations').pluck().get() as number | undefined) ?? 0;
    this.#db.exec('DELETE FROM generations');
    this.#db.prepare('INSERT INTO generations VALUES (?)').run(last + 1);
    return last + 1;
  }

  /** Prepared once: the texts of the queries are few, for no value ever stands in them. */
  statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  /** What the rows reflect; null before the first event. */
  position(): string | null {
    return this.#position;
  }

  /** There was nothing for the views up to here. Not worth a write: after a restart it is found out again. */
  passOver(position: string): void {
    this.#position = position;
  }

  /** A log that does not hold this event at this position is not the one that the rows were made from. */
  lastEvent(): LastEvent | null {
    const text = this.statement('SELECT event FROM checkpoint').pluck().get() as string | null | undefined;
    return text == null ? null : (JSON.parse(text) as LastEvent);
  }

  parked(): Parked[] {
    return this.#db.prepare('SELECT dossier, revision, error FROM parked ORDER BY dossier').all() as Parked[];
  }

  /** Rows and checkpoint in one transaction. A dossier whose rows the tables refuse is parked, and the others go on. */
  write(projections: readonly Projection[], position: string | null, last?: LastEvent): void {
    this.#db.transaction(() => {
      for (const projection of projections) this.#writeOne(projection, [...this.live.values(), ...this.#beside.values()]);
      if (position !== null) this.statement(CHECKPOINT).run(position, last === undefined ? null : lastText(last));
    })();
    this.#position = position ?? this.#position;
  }

  /** Into the tables of a rebuild only. */
  writeBeside(projections: readonly Projection[]): void {
    this.#db.transaction(() => {
      for (const projection of projections) this.#writeOne(projection, [...this.#beside.values()]);
    })();
  }

  #writeOne({ dossier, rows, parked }: Projection, tables: readonly ViewTable[]): void {
    try {
      this.#db.transaction(() => {
        if (rows !== null) for (const table of tables) table.replace(dossier, rows.get(table.view) ?? []);
        this.#park(dossier, parked);
      })();
    } catch (error) {
      if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'))) throw error;
      this.#park(dossier, { dossier, revision: parked?.revision ?? -1, error: `rows refused: ${error.message}` });
    }
  }

  #park(dossier: string, parked: Parked | null): void {
    if (parked === null) this.statement('DELETE FROM parked WHERE dossier = ?').run(dossier);
    else this.statement('INSERT OR REPLACE INTO parked VALUES (?, ?, ?)').run(dossier, parked.revision, parked.error);
  }

  /** Empty tables beside the live ones; from now on every write goes into both. */
  begin(views: readonly AnyView[]): void {
    this.#db.transaction(() => {
      for (const view of views)
        this.#beside.set(view.name, ViewTable.create(this.#db, view, `${view.name}_next`, this.#generation()));
    })();
  }

  checksumBeside(view: string): string | null {
    return this.#beside.get(view)?.checksum() ?? null;
  }

  /** The rebuilt tables become the live ones, all at once. */
  swap(): void {
    const rebuilt = [...this.#beside.values()].map((table) => table.view);
    this.#db.transaction(() => {
      for (const { name, version } of rebuilt) {
        this.#db.exec(`DROP TABLE IF EXISTS "${name}"; ALTER TABLE "${name}_next" RENAME TO "${name}"`);
        this.#db.prepare('INSERT OR REPLACE INTO views VALUES (?, ?)').run(name, version);
      }
    })();
    for (const view of rebuilt) {
      this.live.set(view.name, new ViewTable(this.#db, view, view.name));
      this.outdated.delete(view.name);
    }
    this.#beside.clear();
  }

  abandon(): void {
    for (const table of this.#beside.values()) this.#db.exec(`DROP TABLE IF EXISTS "${table.name}"`);
    this.#beside.clear();
  }

  /** Everything anew, from the beginning of the log: the file is of another log, or of a newer state of this one. */
  reset(): void {
    this.#db.transaction(() => {
      this.#db.exec('DELETE FROM checkpoint; DELETE FROM parked');
      for (const view of this.views) this.#fresh(view);
    })();
    this.#position = null;
    this.outdated.clear();
  }

  /** Can this view be asked? Not while its table still has other columns than its version now. */
  isServed(view: string): boolean {
    return this.live.has(view);
  }

  close(): void {
    this.#db.close();
    this.lock?.release();
  }
}

const lastText = ({ stream, revision, id, position }: LastEvent): string => JSON.stringify({ stream, revision, id, position });

const hasColumnsOf = (db: Database.Database, view: AnyView): boolean => {
  const columns = db.prepare('SELECT name FROM pragma_table_info(?) ORDER BY name').pluck().all(view.name);
  return JSON.stringify(columns) === JSON.stringify(Object.keys(view.columns).sort());
};

const connect = (file: string): Database.Database => {
  const db = new Database(file);
  try {
    const layout = db.pragma('user_version', { simple: true });
    if (layout !== 0 && layout !== LAYOUT) throw new Error(`${file}: layout ${layout}`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
