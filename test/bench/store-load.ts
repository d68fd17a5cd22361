import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStore, executor } from '@lien-thong/event-store';
import { actor, codec, decider, LIFE, sample } from './store-replay.js';

/** So many a second, and how many times the raw fdatasync rate right before and after it. */
export interface Rate {
  readonly perSecond: number;
  readonly timesFdatasync: number;
}

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);

/** Appends of 500 bytes to a file, each synced, per second. */
export const fdatasyncRate = (folder: string): number => {
  const file = join(folder, `raw-${randomUUID()}`);
  const handle = openSync(file, 'a');
  const bytes = Buffer.alloc(500, 'x');
  const begin = performance.now();
  let count = 0;
  for (; performance.now() - begin < SECONDS * 500; count += 1) {
    writeSync(handle, bytes);
    fdatasyncSync(handle);
  }
  const rate = count / ((performance.now() - begin) / 1_000);
  closeSync(handle);
  rmSync(file);
  return rate;
};

export type Once = (writer: number, turn: number) => Promise<unknown>;

/** Each writer waits for one answer before it asks again. */
export const rateOf = async (writers: number, once: Once, latencies: number[] = []) => {
  const begin = performance.now();
  const end = begin + SECONDS * 1_000;
  let count = 0;
  const write = async (writer: number) => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      const asked = performance.now();
      await once(writer, turn);
      latencies.push(performance.now() - asked);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return count / ((performance.now() - begin) / 1_000);
};

/** Which streams are written: those of another run are not to be met on a server that keeps them. */
export interface Streams {
  readonly life?: number;
  readonly run?: string;
}

export const appending =
  (store: EventStore, { life = LIFE, run = '' }: Streams = {}): Once =>
  (writer, turn) => {
    const revision = turn % life;
    const stream = `append${run}${life}-${writer}-${(turn - revision) / life}`;
    return store.append(stream, revision === 0 ? 'no-stream' : revision - 1, [sample()]);
  };

export const commanding = (store: EventStore, { run = '' }: Streams = {}): Once => {
  const dossiers = executor({ store, decider, codec, now: Date.now });
  return (writer, turn) =>
    dossiers.execute(`command${run}-${writer}-${Math.floor(turn / LIFE)}`, null, { commandId: randomUUID(), actor });
};

/** Of one call among many, in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

export const latenciesOf = (latencies: readonly number[]): Latencies => {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), worst: at(1) };
};

export const shown = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
export const asRate = ({ perSecond, timesFdatasync }: Rate): string =>
  `${shown(perSecond)} /s, ${shown(timesFdatasync)} × fdatasync`;
