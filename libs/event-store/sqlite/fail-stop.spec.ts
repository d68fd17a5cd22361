import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { StoreUnavailable } from '../store-errors.js';
import { anEvent, events, someStream } from '../testing/fixtures.js';
import { scratchFolder } from '../testing/scratch.js';
import { SqliteEventStore } from './sqlite-event-store.js';

/** A connection whose next COMMIT meets a disk that cannot sync. */
const failingDisk = () => {
  const disk = { fails: false };
  const connect = (file: string): Database.Database => {
    const db = new Database(file);
    const prepare = db.prepare.bind(db);
    const commit = prepare('COMMIT');
    const guarded = {
      run: () => {
        if (disk.fails) throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
        return commit.run();
      },
    };
    return Object.assign(db, { prepare: (sql: string) => (sql === 'COMMIT' ? guarded : prepare(sql)) });
  };
  return { disk, connect };
};

describe('a storage error', () => {
  const folder = scratchFolder();
  afterAll(() => folder.remove());

  it('stops the writing for good, visibly, and rejects all that waits', async () => {
    const { disk, connect } = failingDisk();
    const file = join(folder.path, 'sync.db');
    const store = SqliteEventStore.open(file, { connect });
    const stream = someStream();
    await store.append(stream, 'no-stream', events(1));
    disk.fails = true;
    const results = await Promise.allSettled(
      Array.from({ length: 1_500 }, () => store.append(someStream(), 'no-stream', events(1))),
    );
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable' } });
    disk.fails = false;
    await expect(store.append(stream, 0, events(1))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(store.health()).toEqual({ writable: false, reason: expect.stringContaining('disk I/O error') });
    expect(await store.readStream(stream)).toHaveLength(1);
    expect(await store.head()).toBe('1');
    await store.close();

    const again = SqliteEventStore.open(file);
    expect(again.health()).toEqual({ writable: true });
    expect(await again.append(stream, 0, events(1))).toMatchObject({ revision: 1, position: '2' });
    await again.close();
  });

  it('stops the writing when the disk is full, and the log holds what was acknowledged', async () => {
    const file = join(folder.path, 'full.db');
    const connect = (path: string): Database.Database => {
      const db = new Database(path);
      db.pragma('max_page_count = 60');
      return db;
    };
    const store = SqliteEventStore.open(file, { connect });
    const stream = someStream();
    const acknowledged: number[] = [];
    let fault: unknown;
    for (let revision = 0; fault === undefined && revision < 100; revision += 1) {
      await store.append(stream, revision === 0 ? 'no-stream' : revision - 1, [anEvent({ text: 'x'.repeat(5_000) })]).then(
        (appended) => void acknowledged.push(appended.revision),
        (error: unknown) => {
          fault = error;
        },
      );
    }
    expect(fault).toMatchObject({ name: 'StoreUnavailable', message: expect.stringContaining('full') });
    expect(store.health().writable).toBe(false);
    await store.close();
    const again = SqliteEventStore.open(file);
    expect((await again.readStream(stream)).map(({ revision }) => revision)).toEqual(acknowledged);
    await again.close();
  });

  it('is not what a lock of another program is: the batch fails, the next one is written', async () => {
    const file = join(folder.path, 'locked.db');
    const store = SqliteEventStore.open(file, { connect: (path) => new Database(path, { timeout: 10 }) });
    const intruder = new Database(file);
    intruder.exec('BEGIN IMMEDIATE');
    await expect(store.append(someStream(), 'no-stream', events(1))).rejects.toThrow('locked by another program');
    intruder.exec('ROLLBACK');
    intruder.close();
    expect(await store.append(someStream(), 'no-stream', events(1))).toMatchObject({ position: '1' });
    expect(store.health()).toEqual({ writable: true });
    await store.close();
  });
});
