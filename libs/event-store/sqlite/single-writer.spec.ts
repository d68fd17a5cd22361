import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../store-errors.js';
import { scratchFolder } from '../testing/scratch.js';
import { SqliteEventStore } from './sqlite-event-store.js';

/** Another process that locks as `lockForWriting` does, and says so. */
const HOLDER = `
  const Database = require(process.argv[1]);
  const lock = new Database(process.argv[2] + '.lock', { timeout: 0 });
  lock.exec('BEGIN IMMEDIATE');
  lock.pragma('user_version = ' + process.pid);
  lock.exec('COMMIT');
  lock.exec('BEGIN IMMEDIATE');
  process.stdout.write('held');
  setInterval(() => lock.open, 1000);
`;

const holding = async (file: string): Promise<ChildProcess> => {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const child = spawn(process.execPath, ['-e', HOLDER, driver, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
};

describe('the lock of the one writer', () => {
  const folder = scratchFolder();
  afterAll(() => folder.remove());

  it('refuses a file that is open already, and names the process', async () => {
    const file = join(folder.path, 'twice.db');
    const store = SqliteEventStore.open(file);
    expect(() => SqliteEventStore.open(file)).toThrow(StoreUnavailable);
    expect(() => SqliteEventStore.open(file)).toThrow(
      `${file} is open in another process (pid ${process.pid}): one log, one writer`,
    );
    await store.close();
    await SqliteEventStore.open(file).close();
  });

  it('is held against other processes, and falls to the next one when its holder is killed', async () => {
    const file = join(folder.path, 'killed.db');
    const child = await holding(file);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    try {
      expect(() => SqliteEventStore.open(file)).toThrow(`(pid ${child.pid})`);
    } finally {
      child.kill('SIGKILL');
      await gone;
    }
    await SqliteEventStore.open(file).close();
  });

  it('is given free when opening fails for another reason', async () => {
    const file = join(folder.path, 'failing.db');
    const connect = (): never => {
      throw new Error('no such disk');
    };
    expect(() => SqliteEventStore.open(file, { connect })).toThrow('no such disk');
    await SqliteEventStore.open(file).close();
  });
});
