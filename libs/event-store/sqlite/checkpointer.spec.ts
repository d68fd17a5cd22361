import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { events, everything, someStream, until } from '../testing/fixtures.js';
import { scratchFolder } from '../testing/scratch.js';
import { SqliteEventStore } from './sqlite-event-store.js';

describe('checkpoints', () => {
  const folder = scratchFolder();
  afterAll(() => folder.remove());
  const wal = { stepBytes: 200_000, capBytes: 2_000_000 };
  const size = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

  it('keep the WAL under its cap while writers never rest', async () => {
    const file = join(folder.path, 'capped.db');
    const store = SqliteEventStore.open(file, { wal });
    let largest = 0;
    let written = 0;
    const writer = async () => {
      const stream = someStream();
      for (let turn = 0; turn < 60; turn += 1) {
        await store.append(stream, turn === 0 ? 'no-stream' : turn * 3 - 1, events(3));
        largest = Math.max(largest, size(`${file}-wal`));
        written += 3;
      }
    };
    await Promise.all(Array.from({ length: 50 }, writer));
    expect(largest).toBeGreaterThan(wal.stepBytes);
    // One batch may be under way when the cap is reached.
    expect(largest).toBeLessThan(wal.capBytes + 1_000_000);
    expect(size(file)).toBeGreaterThan(1_000_000);
    expect(await everything(store, { after: null }, 1_000)).toHaveLength(written);
    await store.close();
    expect(size(`${file}-wal`)).toBe(0);
  });

  it('carry the log into its file beside the writer', async () => {
    const file = join(folder.path, 'passive.db');
    const store = SqliteEventStore.open(file, { wal: { ...wal, capBytes: 64_000_000 } });
    const before = size(file);
    await store.append(someStream(), 'no-stream', events(1_500));
    await until('the file to grow', () => size(file) > before + 200_000);
    expect(store.health()).toEqual({ writable: true });
    await store.close();
  });

  it('let the writer go on while a long reader, such as a backup, holds the WAL; and empty it afterwards', async () => {
    const file = join(folder.path, 'pinned.db');
    const store = SqliteEventStore.open(file, { wal });
    const reader = new Database(file, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    const stream = someStream();
    const write = async (turn: number) => store.append(stream, turn === 0 ? 'no-stream' : turn * 300 - 1, events(300));
    let turns = 0;
    for (; size(`${file}-wal`) < 3 * wal.capBytes; turns += 1) await write(turns);
    reader.exec('COMMIT');
    reader.close();
    for (const end = turns + 40; turns < end; turns += 1) await write(turns);
    await until('the WAL to be emptied', () => size(`${file}-wal`) < wal.capBytes);
    expect(await store.readStream(stream)).toHaveLength(turns * 300);
    await store.close();
  }, 30_000);
});
