import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sync } from '../files/whole-file.js';

/** 4 MiB in one turn of the loop. */
const PAGES_AT_ONCE = 1_024;

/**
 * Copies a SQLite file while others write on it, as it stands at this moment. The read transaction is held to the end: without
 * it every commit of theirs would send the copy back to its beginning (sqlite.org/backup.html), and beside a server that never
 * rests it would never end. `atOnce`: in one step, for a small file whose owner must not meet a long reader.
 */
export const copyDatabase = async (
  from: string,
  to: string,
  options: { readonly atOnce?: boolean; onCopied?(share: number): void } = {},
): Promise<void> => {
  const db = new Database(from, { readonly: true, fileMustExist: true, timeout: 1_000 });
  try {
    if (!options.atOnce) {
      db.exec('BEGIN');
      db.prepare('SELECT count(*) FROM sqlite_schema').get();
    }
    const progress = ({ totalPages, remainingPages }: Database.BackupMetadata): number => {
      if (totalPages > 0) options.onCopied?.(1 - remainingPages / totalPages);
      return options.atOnce ? 0x7fff_ffff : PAGES_AT_ONCE;
    };
    await db.backup(to, { progress });
  } finally {
    db.close();
  }
  chmodSync(to, 0o600);
};

/** SQLite's own check of a copy found something. */
export class DamagedCopy extends Error {
  constructor(
    readonly file: string,
    readonly finding: string,
  ) {
    super(`${file}: ${finding}`);
    this.name = 'DamagedCopy';
  }
}

/** Makes it one file without side files, sound and on the disk. @throws DamagedCopy. */
export const sealDatabase = async (file: string): Promise<void> => {
  const db = new Database(file, { fileMustExist: true });
  try {
    db.pragma('journal_mode = DELETE');
    const finding = String(db.pragma('integrity_check', { simple: true }));
    if (finding !== 'ok') throw new DamagedCopy(file, finding);
  } catch (error) {
    // Damage may be too bad even for the check.
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_CORRUPT')) throw error;
    throw new DamagedCopy(file, (error as Error).message);
  } finally {
    db.close();
  }
  await sync(file);
};
