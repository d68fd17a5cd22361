import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { AnyView, Cell } from '../view.js';

const quoted = (name: string): string => `"${name}"`;

/** One view in one table: live under the view's own name, or beside it while it is rebuilt. */
export class ViewTable {
  readonly #rows: Database.Statement<[string], Cell[]>;
  readonly #delete: Database.Statement;
  readonly #insert: Database.Statement;

  constructor(
    private readonly db: Database.Database,
    readonly view: AnyView,
    readonly name: string,
  ) {
    const columns = Object.keys(view.columns);
    this.#rows = db
      .prepare<[string], Cell[]>(`SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(name)} WHERE "dossier" = ?`)
      .raw();
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

  /** Most events change few rows: what stands there already is not written again, and dirties no page of any index. */
  replace(dossier: string, rows: readonly object[]): void {
    const columns = Object.keys(this.view.columns);
    const wanted = (rows as readonly Readonly<Record<string, Cell>>[]).map((row) => columns.map((column) => row[column] ?? null));
    const standing = this.#rows.all(dossier);
    if (areSame(standing, wanted)) return;
    if (standing.length > 0) this.#delete.run(dossier);
    for (const row of wanted) this.#insert.run(row);
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

/** Rows of one dossier, in whatever order. */
const areSame = (standing: readonly Cell[][], wanted: readonly Cell[][]): boolean => {
  if (standing.length !== wanted.length) return false;
  const texts = new Set(standing.map((row) => JSON.stringify(row)));
  return wanted.every((row) => texts.has(JSON.stringify(row)));
};
