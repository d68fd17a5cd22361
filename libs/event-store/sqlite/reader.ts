import type Database from 'better-sqlite3';
import type { EventFilter, Page, ReadAllOptions, ReadStreamOptions, StoredEvent } from '../event-store.js';
import { countedPosition } from '../positions.js';

type Row = [position: number, revision: number, id: string, type: string, data: string, metadata: string, stream: string];
type RowOfStream = [position: number, revision: number, id: string, type: string, data: string, metadata: string];

/** A page with a filter that lets little pass looks at no more positions than this, and says how far it came. */
const SCANNED_AT_MOST = 20_000;
const NO_LIMIT = -1;

const ROW = 'SELECT e.position, e.revision, e.id, e.type, e.data, e.metadata';
const OF_STREAM = `${ROW} FROM events e WHERE e.stream = (SELECT id FROM streams WHERE name = ?)`;
const OF_ALL = `${ROW}, s.name FROM events e JOIN streams s ON s.id = e.stream WHERE e.position > ? AND e.position <= ?`;
const TYPES = 'AND e.type IN (SELECT value FROM json_each(?))';
const STREAMS = 'AND EXISTS (SELECT 1 FROM json_each(?) p WHERE substr(s.name, 1, length(p.value)) = p.value)';

const statements = (db: Database.Database) => {
  const all = (filter: string) => db.prepare<unknown[], Row>(`${OF_ALL} ${filter} ORDER BY e.position LIMIT ?`).raw();
  return {
    forwards: db.prepare<unknown[], RowOfStream>(`${OF_STREAM} AND e.revision >= ? ORDER BY e.revision LIMIT ?`).raw(),
    backwards: db.prepare<unknown[], RowOfStream>(`${OF_STREAM} AND e.revision <= ? ORDER BY e.revision DESC LIMIT ?`).raw(),
    all: all(''),
    allOfTypes: all(TYPES),
    allOfStreams: all(STREAMS),
    allOfBoth: all(`${TYPES} ${STREAMS}`),
  };
};

/** Pages of rows as arrays: iterating row by row is 40 % slower. */
export class Reader {
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database.Database) {
    this.#sql = statements(db);
  }

  stream(name: string, { from, direction = 'forwards', limit = NO_LIMIT }: ReadStreamOptions): StoredEvent[] {
    const rows =
      direction === 'forwards'
        ? this.#sql.forwards.all(name, from ?? 0, limit)
        : this.#sql.backwards.all(name, from ?? Number.MAX_SAFE_INTEGER, limit);
    return rows.map((row) => stored(row, name));
  }

  /** `committed` is the log's end: nothing behind it is read. */
  all({ after, limit, filter = {} }: ReadAllOptions, committed: number): Page {
    const from = countedPosition(after);
    const to = Math.max(from, Math.min(committed, from + Math.max(limit, SCANNED_AT_MOST)));
    const rows = this.#filtered(from, to, limit, filter);
    const last = rows.at(-1)?.[0];
    return {
      events: rows.map((row) => stored(row, row[6])),
      next: String(rows.length === limit && last !== undefined ? last : to),
    };
  }

  #filtered(from: number, to: number, limit: number, { types, streams }: EventFilter): Row[] {
    const sql = this.#sql;
    if (types !== undefined && streams !== undefined) {
      return sql.allOfBoth.all(from, to, JSON.stringify(types), JSON.stringify(streams), limit);
    }
    if (types !== undefined) return sql.allOfTypes.all(from, to, JSON.stringify(types), limit);
    if (streams !== undefined) return sql.allOfStreams.all(from, to, JSON.stringify(streams), limit);
    return sql.all.all(from, to, limit);
  }
}

const stored = ([position, revision, id, type, data, metadata]: Row | RowOfStream, stream: string): StoredEvent => ({
  stream,
  revision,
  position: String(position),
  id,
  type,
  data: JSON.parse(data) as StoredEvent['data'],
  metadata: JSON.parse(metadata) as StoredEvent['metadata'],
});
