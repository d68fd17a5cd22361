import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BrokenFile } from './broken-file.js';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end. */
  readonly bytes: Buffer;
}

/** An append is at most 1 MiB, and so is an event: a longer line was not written by us, and memory is not for it. */
const LONGEST = 4 * 1024 * 1024;
const END = 0x0a;

/**
 * The lines of a file, compressed or not, whatever its name says. `readline` would also split at U+2028, which may stand in
 * a JSON text. `onRead` is told how much of the file was read, from 0 to 1. @throws BrokenFile.
 */
export async function* linesOf(file: string, onRead: (share: number) => void = () => {}): AsyncGenerator<Line> {
  let number = 1;
  let rest: Buffer[] = [];
  for await (const chunk of bytesOf(file, onRead, () => number)) {
    let from = 0;
    for (let end = chunk.indexOf(END); end >= 0; end = chunk.indexOf(END, from)) {
      yield { number, bytes: Buffer.concat([...rest, chunk.subarray(from, end)]) };
      rest = [];
      from = end + 1;
      number += 1;
    }
    rest.push(chunk.subarray(from));
    if (rest.reduce((sum, { length }) => sum + length, 0) > LONGEST) throw new BrokenFile(file, number, 'not-a-line');
  }
  if (rest.some(({ length }) => length > 0)) throw new BrokenFile(file, number, 'cut-off');
}

async function* bytesOf(file: string, onRead: (share: number) => void, line: () => number): AsyncGenerator<Buffer> {
  const { size, compressed } = await lookedAt(file);
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 });
  let read = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      read += chunk.length;
      onRead(size === 0 ? 1 : read / size);
      done(null, chunk);
    },
  });
  raw.on('error', (error) => counted.destroy(error)).pipe(counted);
  const gunzip = compressed ? createGunzip() : null;
  if (gunzip !== null) counted.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  try {
    yield* (gunzip ?? counted) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw new BrokenFile(file, line(), 'compression', { cause: error });
  } finally {
    raw.destroy();
  }
}

const lookedAt = async (file: string): Promise<{ readonly size: number; readonly compressed: boolean }> => {
  const handle = await open(file, 'r');
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new BrokenFile(file, 1, 'not-this-format');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return { size: stat.size, compressed: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
  } finally {
    await handle.close();
  }
};
