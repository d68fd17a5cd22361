import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/**
 * Rows are only ever added at the end and overwritten in their place by bytes of the same length: no page ever holds a
 * stale copy of a key. A tombstone can be neither taken back nor removed.
 */
const SCHEMA = `
create table if not exists data_key (
  id integer primary key,
  stream text not null unique,
  destroyed integer not null default 0 check (destroyed in (0, 1)),
  wrapped blob not null
) strict;
create trigger if not exists tombstones_stay before update on data_key
  when old.destroyed = 1 and (new.destroyed <> 1 or new.stream <> old.stream or new.wrapped <> old.wrapped)
  begin select raise(abort, 'a destroyed key stays destroyed'); end;
create trigger if not exists rows_stay before delete on data_key
  begin select raise(abort, 'keys are destroyed, never removed'); end;`;

/** Each pragma is read back: SQLite takes an unknown or impossible one without a word. */
const PRAGMAS: readonly (readonly [name: string, value: string, reads: string | number])[] = [
  ['busy_timeout', '1000', 1000],
  ['journal_mode', 'wal', 'wal'],
  ['synchronous', 'full', 2],
  ['secure_delete', 'on', 1],
];

/** Opens the file for its owner alone (SQLite gives its side files the same mode), and makes it when it is not there. */
export const openKeyFile = (path: string): Database.Database => {
  mkdirSync(dirname(path), { recursive: true });
  closeSync(openSync(path, 'a', 0o600));
  const db = new Database(path);
  try {
    for (const [name, value, reads] of PRAGMAS) {
      db.pragma(`${name} = ${value}`);
      if (db.pragma(name, { simple: true }) !== reads) throw new Error(`${path}: SQLite refuses ${name} = ${value}`);
    }
    db.exec(SCHEMA);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Opens a file that is there, and changes nothing in it: not how it is journaled, either, which is written in the file. */
export const openKeyFileToRead = (path: string): Database.Database =>
  new Database(path, { readonly: true, fileMustExist: true, timeout: 1000 });
