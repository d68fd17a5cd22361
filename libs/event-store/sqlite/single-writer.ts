import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreUnavailable } from '../store-errors.js';
import { isBusy } from './busy.js';

/** Held as long as the file is open. */
export interface SingleWriter {
  release(): void;
}

/**
 * An exclusive lock beside a file, `<file>.lock`: a write transaction that is never ended, in a database of its own. The operating
 * system takes it from a process that dies, however it dies; a file with a process id in it would outlive its process,
 * and mean nothing in a container, where every process has the same few ids.
 */
export const lockForWriting = (file: string, rule = 'one log, one writer'): SingleWriter => {
  const lock = new Database(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN IMMEDIATE');
    lock.pragma(`user_version = ${process.pid}`);
    lock.exec('COMMIT');
    lock.exec('BEGIN IMMEDIATE');
    return { release: () => lock.close() };
  } catch (error) {
    const held = isBusy(error);
    const reason = held ? `${file} is open in another process${holder(lock)}: ${rule}` : `${file}.lock cannot be locked`;
    lock.close();
    throw new StoreUnavailable(reason, { cause: error });
  }
};

/** Whether a process has the file open for writing, and which; asked without making anything. */
export const writerOf = (file: string): { readonly pid: number | null } | null => {
  if (!existsSync(`${file}.lock`)) return null;
  const lock = new Database(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN IMMEDIATE; ROLLBACK');
    return null;
  } catch {
    const pid = Number(/\d+/.exec(holder(lock))?.[0]);
    return { pid: Number.isInteger(pid) && pid > 0 ? pid : null };
  } finally {
    lock.close();
  }
};

const holder = (lock: Database.Database): string => {
  try {
    return ` (pid ${lock.pragma('user_version', { simple: true })})`;
  } catch {
    return '';
  }
};
