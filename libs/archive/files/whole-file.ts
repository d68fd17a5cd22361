import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Nothing is overwritten. */
export class FileExists extends Error {
  constructor(readonly file: string) {
    super(`${file} exists already`);
    this.name = 'FileExists';
  }
}

/**
 * Writes a file whole and durable, or not at all, for its owner alone; compressed where its name ends in `.gz`.
 * @throws FileExists.
 */
export const writeWhole = async (path: string, chunks: AsyncIterable<string>): Promise<void> => {
  const file = resolve(path);
  const draft = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    const written = createWriteStream(draft, { flags: 'wx', mode: 0o600 });
    if (file.endsWith('.gz')) await pipeline(Readable.from(chunks), createGzip(), written);
    else await pipeline(Readable.from(chunks), written);
    await sync(draft);
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new FileExists(file) : error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  await sync(dirname(file));
};

/** A file's bytes, or the names in a folder, are on the disk when it settles. */
export const sync = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
