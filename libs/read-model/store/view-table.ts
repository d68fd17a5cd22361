import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { AnyView, Cell } from '../view.js';

const quoted = (name: string): string => `"${name}"`;

/** One view in one table: live under the view's own name, or beside it while it is rebuilt. */
export class ViewTable {
  readonly #delete: Database.Statement;
  readonly #insert: Database.Statement;

  constructor(
    private readonly db: Database.Database,
    readonly view: AnyView,
    readonly name: string,
  ) {
    const columns = Object.keys(view.columns);
    this.#delete = db.prepare(`DELETE FROM ${quoted(name)} WHERE "dossier" = ?`);
    this.#insert = db.prepare(
      `INSERT INTO ${quoted(name)} (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
  }

  /** Strict: a projection that gives another type than it declared is found at once. */
  static create(db: Database.Database, view: AnyView, name: string, generation: number): ViewTable {
    const columns = Object.entries(view.columns).map(([column, type]) => `${quoted(column)} ${type}`);
    db.exec(`DROP TABLE IF EXISTS ${quoted(name)}`);
    db.exec(
      `CREATE TABLE ${quoted(name)} (${columns.join(', ')}, PRIMARY KEY (${view.key.map(quoted).join(', ')})) STRICT, WITHOUT ROWID`,
    );
    view.indexes.forEach((index, i) => {
      db.exec(`CREATE INDEX ${quoted(`${view.name}_${generation}_${i}`)} ON ${quoted(name)} (${index.map(quoted).join(', ')})`);
    });
    return new ViewTable(db, view, name);
  }

  replace(dossier: string, rows: readonly object[]): void {
    this.#delete.run(dossier);
    const columns = Object.keys(this.view.columns);
    for (const row of rows as readonly Readonly<Record<string, Cell>>[]) {
      this.#insert.run(columns.map((column) => row[column] ?? null));
    }
  }

  count(): number {
    return this.db
      .prepare(`SELECT count(*) FROM ${quoted(this.name)}`)
      .pluck()
      .get() as number;
  }

  /** SHA-256 (lower hex) over every row in the order of the key. Equal rows, and only they, give equal sums. */
  checksum(): string {
    const columns = Object.keys(this.view.columns).map(quoted).join(', ');
    const order = this.view.key.map(quoted).join(', ');
    const hash = createHash('sha256');
    for (const row of this.db
      .prepare(`SELECT ${columns} FROM ${quoted(this.name)} ORDER BY ${order}`)
      .raw()
      .iterate()) {
      hash.update(JSON.stringify(row)).update('\n');
    }
    return hash.digest('hex');
  }
}
