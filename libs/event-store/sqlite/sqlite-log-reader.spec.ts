import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { StoredEvent } from '../event-store.js';
import { StoreUnavailable } from '../store-errors.js';
import { anEvent } from '../testing/fixtures.js';
import { scratchFolder } from '../testing/scratch.js';
import { writerOf } from './single-writer.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { SqliteLogReader } from './sqlite-log-reader.js';

describe('a reader of the SQLite log', () => {
  let folder: ReturnType<typeof scratchFolder>;
  let file: string;
  let writer: SqliteEventStore;

  beforeEach(async () => {
    folder = scratchFolder();
    file = join(folder.path, 'events.sqlite');
    writer = SqliteEventStore.open(file);
    await writer.append('dossier-1', 'no-stream', [anEvent(), anEvent()]);
  });
  afterEach(async () => {
    await writer.close();
    folder.remove();
  });

  it('reads beside the running writer, and sees what it commits', async () => {
    const reader = SqliteLogReader.open(file);
    expect(await reader.readStream('dossier-1')).toEqual(await writer.readStream('dossier-1'));
    await writer.append('dossier-1', 1, [anEvent()]);
    expect((await reader.readAll({ after: null, limit: 10 })).events).toHaveLength(3);
    expect(await reader.head()).toBe('3');
    await reader.close();
  });

  it('reads when nobody has the log open, and keeps nobody from opening it', async () => {
    await writer.close();
    const reader = SqliteLogReader.open(file);
    expect(await reader.readStream('dossier-1')).toHaveLength(2);
    writer = SqliteEventStore.open(file);
    await writer.append('dossier-2', 'no-stream', [anEvent()]);
    expect(await reader.readStream('dossier-2')).toHaveLength(1);
    await reader.close();
  });

  it('follows the log', async () => {
    const reader = SqliteLogReader.open(file);
    const seen: StoredEvent[] = [];
    const both = new Promise<void>((done) => {
      reader.subscribe({
        after: null,
        onEvents: (batch) => {
          seen.push(...batch);
          if (seen.length === 3) done();
        },
      });
    });
    await writer.append('dossier-1', 1, [anEvent()]);
    await both;
    await reader.close();
    expect(seen.map((e) => e.revision)).toEqual([0, 1, 2]);
  });

  it('is told who writes, if anybody does', async () => {
    expect(writerOf(file)).toEqual({ pid: process.pid });
    await writer.close();
    expect(writerOf(file)).toBeNull();
    expect(writerOf(join(folder.path, 'nothing.sqlite'))).toBeNull();
  });

  it('writes nothing', async () => {
    const reader = SqliteLogReader.open(file);
    await expect(reader.append()).rejects.toThrow(StoreUnavailable);
    expect(reader.health().writable).toBe(false);
    await reader.close();
  });

  it('is not opened over nothing, nor over something else', () => {
    expect(() => SqliteLogReader.open(join(folder.path, 'nothing.sqlite'))).toThrow(StoreUnavailable);
    const other = join(folder.path, 'other.sqlite');
    const db = new Database(other);
    db.exec('CREATE TABLE t (a)');
    db.close();
    expect(() => SqliteLogReader.open(other)).toThrow('is no event log');
  });
});
