import { createSecretKey } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { keyStoreContract } from '../testing/key-store-contract.js';
import { ErasureIncomplete, KeyMissing, WrongKeyEncryptionKey } from './key-problems.js';
import { SqliteKeyStore } from './sqlite-key-store.js';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'lien-thong-keys-'));
const onFile = <T>(path: string, use: (db: Database.Database) => T): T => {
  const db = new Database(path);
  try {
    return use(db);
  } finally {
    db.close();
  }
};
const wrappedOf = (path: string, stream: string): Buffer =>
  onFile(
    path,
    (db) => db.prepare<[string], Buffer>('select wrapped from data_key where stream = ?').pluck().get(stream) as Buffer,
  );

keyStoreContract('SQLite', () => {
  const folder = newFolder();
  const path = join(folder, 'keys.sqlite');
  return {
    open: (wrappingKey) => new SqliteKeyStore(path, wrappingKey),
    damage: (stream) => {
      const wrapped = wrappedOf(path, stream);
      wrapped[wrapped.length - 1] = (wrapped.at(-1) as number) ^ 1;
      onFile(path, (db) => db.prepare('update data_key set wrapped = ? where stream = ?').run(wrapped, stream));
    },
    copy: (from, to) => {
      const copied = 'insert into data_key (stream, wrapped) select ?, wrapped from data_key where stream = ?';
      onFile(path, (db) => db.prepare(copied).run(to, from));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
});

describe('the key file', () => {
  const wrappingKey = createSecretKey(Buffer.alloc(32, 1));
  let folder: string;
  let path: string;
  let store: SqliteKeyStore;
  beforeEach(() => {
    folder = newFolder();
    path = join(folder, 'data', 'keys.sqlite');
    store = new SqliteKeyStore(path, wrappingKey);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const files = (): readonly string[] => readdirSync(join(folder, 'data')).map((file) => join(folder, 'data', file));
  const isOnDisk = (bytes: Buffer): boolean => files().some((file) => readFileSync(file).includes(bytes));

  it('stays as it is to the last byte when it is opened to read, whatever is asked of it', async () => {
    await store.keyFor('dossier-1', true);
    await store.close();
    onFile(path, (db) => db.pragma('journal_mode = delete'));
    const before = readFileSync(path);
    const reader = new SqliteKeyStore(path, wrappingKey, 'to-read');
    expect((await reader.kept(null, 10)).map(({ stream }) => stream)).toEqual(['dossier-1']);
    expect(await reader.keyFor('dossier-1', true)).not.toBeNull();
    await expect(reader.keyFor('dossier-2', false)).rejects.toThrow(KeyMissing);
    await expect(reader.keyFor('dossier-2', true)).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
    await expect(reader.destroy('dossier-1')).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
    await reader.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(files()).toEqual([path]);
    expect(() => new SqliteKeyStore(join(folder, 'nothing'), wrappingKey, 'to-read')).toThrow();
    store = new SqliteKeyStore(path, wrappingKey);
  });

  it('is readable by its owner alone, side files included', async () => {
    await store.keyFor('dossier-1', true);
    expect(files().length).toBeGreaterThan(1);
    for (const file of files()) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('holds no unwrapped key', async () => {
    const key = await store.keyFor('dossier-1', true);
    expect(isOnDisk(wrappedOf(path, 'dossier-1'))).toBe(true);
    expect(isOnDisk(key?.export() as Buffer)).toBe(false);
  });

  it('keeps not one byte of a destroyed key, in the file or in its log', async () => {
    const streams = Array.from({ length: 500 }, (_, i) => `dossier-${i}`);
    await Promise.all(streams.map((stream) => store.keyFor(stream, true)));
    const doomed = streams.filter((_, i) => i % 7 === 0).map((stream) => ({ stream, bytes: wrappedOf(path, stream) }));
    for (const { bytes } of doomed) expect(isOnDisk(bytes.subarray(9, 41))).toBe(true);
    for (const { stream } of doomed) await store.destroy(stream);
    for (const { bytes } of doomed) expect(isOnDisk(bytes.subarray(9, 41))).toBe(false);
    expect(isOnDisk(wrappedOf(path, 'dossier-1'))).toBe(true);
  });

  it('keeps not one byte of a key that another store’s tombstone destroyed', async () => {
    await store.keyFor('dossier-1', true);
    const bytes = wrappedOf(path, 'dossier-1');
    await store.take([{ stream: 'dossier-1', wrapped: null }]);
    expect(isOnDisk(bytes.subarray(9, 41))).toBe(false);
  });

  it('says when another reader keeps the former bytes in the log, and wipes them at the repeat', async () => {
    await store.keyFor('dossier-1', true);
    const bytes = wrappedOf(path, 'dossier-1');
    await store.keyFor('dossier-2', true);
    const reader = new Database(path);
    reader.exec('begin');
    reader.prepare('select count(*) from data_key').get();
    await expect(store.destroy('dossier-1')).rejects.toThrow(ErasureIncomplete);
    expect(await store.keyFor('dossier-1', true)).toBeNull();
    reader.close();
    await store.destroy('dossier-1');
    expect(isOnDisk(bytes)).toBe(false);
  }, 20_000);

  it('lets nobody take a tombstone back or remove a row', async () => {
    await store.keyFor('dossier-1', true);
    const wrapped = wrappedOf(path, 'dossier-1');
    await store.destroy('dossier-1');
    onFile(path, (db) => {
      expect(() => db.prepare('update data_key set destroyed = 0, wrapped = ?').run(wrapped)).toThrow('stays destroyed');
      expect(() => db.exec('delete from data_key')).toThrow('never removed');
    });
  });

  it('refuses to open under another key-encryption key, and leaves the file as it was', async () => {
    await store.keyFor('dossier-1', true);
    expect(() => new SqliteKeyStore(path, createSecretKey(Buffer.alloc(32, 9)))).toThrow(WrongKeyEncryptionKey);
    expect(existsSync(path)).toBe(true);
    expect(await store.keyFor('dossier-1', false)).not.toBeNull();
  });

  it('answers those who still wait for a key when it is closed', async () => {
    const waiting = store.keyFor('dossier-1', true);
    await store.close();
    expect(await waiting).not.toBeNull();
    store = new SqliteKeyStore(path, wrappingKey);
    expect((await store.keyFor('dossier-1', false))?.equals((await waiting) as never)).toBe(true);
  });

  it('goes on when more keys are used than it keeps unwrapped', async () => {
    const streams = Array.from({ length: 5000 }, (_, i) => `dossier-${i}`);
    const keys = await Promise.all(streams.map((stream) => store.keyFor(stream, true)));
    for (const i of [0, 1, 2500, 4999])
      expect((await store.keyFor(streams[i] as string, false))?.equals(keys[i] as never)).toBe(true);
  });
});
