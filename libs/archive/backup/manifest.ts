import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '@lien-thong/calendar';
import type { SignedStatement } from '../heads/statement.js';

export const LOG_FILE = 'events.sqlite';
export const KEYS_FILE = 'keys.sqlite';
export const HEADS_FILE = 'heads.gz';
export const MANIFEST_FILE = 'manifest.json';

/** What a backup holds, and how each of its files must read. */
export interface Manifest {
  readonly format: 'lien-thong-backup/1';
  readonly at: Instant;
  readonly files: Readonly<Record<string, FileSum>>;
  readonly keys: { readonly alive: number; readonly destroyed: number };
  /** Where the log in the backup stands; the heads themselves are in `heads.gz`. */
  readonly signed: SignedStatement;
}

export interface FileSum {
  readonly bytes: number;
  /** Lower hex. */
  readonly sha256: string;
}

export const sumOf = async (file: string): Promise<FileSum> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
};

/** The folder is no backup of ours, or one of its files is not as it was written. */
export class BrokenBackup extends Error {
  constructor(readonly file: string) {
    super(`${file} is not as it was written`);
    this.name = 'BrokenBackup';
  }
}

/** @throws BrokenBackup. */
export const readManifest = async (folder: string): Promise<Manifest> => {
  const file = join(folder, MANIFEST_FILE);
  try {
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
    if (manifest.format === 'lien-thong-backup/1' && manifest.files[LOG_FILE] && manifest.files[KEYS_FILE]) return manifest;
  } catch (error) {
    if (!(error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT')) throw error;
  }
  throw new BrokenBackup(file);
};
