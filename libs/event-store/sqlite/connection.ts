import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { APPLICATION_ID, LAYOUT, SCHEMA } from './schema.js';

/** Versions before it may lose a committed transaction when the WAL is reset while another connection checkpoints. */
export const OLDEST_SQLITE = [3, 51, 3] as const;

/** With `synchronous = NORMAL` a power loss took acknowledged events in nearly every simulated image; with FULL in none. */
const PRAGMAS = {
  journal_mode: 'wal',
  synchronous: 2,
  wal_autocheckpoint: 0,
  // Otherwise INSERT OR REPLACE would go round the trigger that forbids DELETE.
  recursive_triggers: 1,
  foreign_keys: 0,
  // 64 MiB, in KiB: the pages of the index that appends to old streams change, and a replay 15 % faster than with 16.
  cache_size: -65_536,
  temp_store: 2,
} as const;

/** Makes a connection the log's: right SQLite, right pragmas, right schema; a file of something else is refused. */
export const prepareConnection = (db: Database.Database, file: string): void => {
  assertVersion(String(db.prepare('SELECT sqlite_version()').pluck().get()));
  assertOurs(db, file);
  for (const [pragma, value] of Object.entries(PRAGMAS)) {
    db.pragma(`${pragma} = ${value}`);
    const holds = db.pragma(pragma, { simple: true });
    if (holds !== value) throw new Error(`${file}: ${pragma} is ${holds}, and must be ${value}`);
  }
  if (db.pragma('user_version', { simple: true }) === 0) create(db, file);
};

/** Assures that a connection opened for reading reads a log of this project; it changes nothing. */
export const prepareReading = (db: Database.Database, file: string): void => {
  assertVersion(String(db.prepare('SELECT sqlite_version()').pluck().get()));
  assertOurs(db, file);
  if (db.pragma('user_version', { simple: true }) === 0) throw new Error(`${file} is no event log`);
};

const assertVersion = (version: string): void => {
  const parts = version.split('.').map(Number);
  const differing = OLDEST_SQLITE.findIndex((oldest, part) => parts[part] !== oldest);
  const isOld = differing >= 0 && (parts[differing] ?? 0) < (OLDEST_SQLITE[differing] as number);
  if (isOld) throw new Error(`SQLite ${version}: at least ${OLDEST_SQLITE.join('.')} is needed`);
};

const assertOurs = (db: Database.Database, file: string): void => {
  const owner = db.pragma('application_id', { simple: true });
  const layout = Number(db.pragma('user_version', { simple: true }));
  const isEmpty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (owner !== APPLICATION_ID && !isEmpty) throw new Error(`${file} is no event log`);
  if (layout > LAYOUT) throw new Error(`${file} has layout ${layout}, written by a newer version than this one`);
};

const create = (db: Database.Database, file: string): void => {
  db.transaction(() => {
    db.exec(SCHEMA);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${LAYOUT}`);
  }).immediate();
  syncDirectory(dirname(file));
};

/** A new file is durable when the directory that names it is. */
const syncDirectory = (directory: string): void => {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};
