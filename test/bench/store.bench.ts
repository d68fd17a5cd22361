import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, executor, SqliteEventStore } from '@lien-thong/event-store';
import { actor, codec, decider, LIFE, type ReplayFigures, replayFigures, sample } from './store-replay.js';

/** So many a second, and how many times the raw fdatasync rate right before and after it. */
interface Rate {
  readonly perSecond: number;
  readonly timesFdatasync: number;
}

/** What the store does on this machine, beside what its disk and its JSON parser do in the same run. */
export interface StoreFigures {
  readonly fdatasyncPerSecond: { readonly least: number; readonly most: number };
  /** `long`: 200 writers that stay on one stream each, so that every append changes an index page of its own. */
  readonly appends: { readonly by1: Rate; readonly by200: Rate; readonly by200Long: Rate };
  /** Of one append among 200 writers, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly worst: number };
  readonly commands: { readonly by1: Rate; readonly by200: Rate };
  readonly replay: ReplayFigures;
}

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);

/** Appends of 500 bytes to a file, each synced, per second. */
const fdatasyncRate = (folder: string): number => {
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

type Once = (writer: number, turn: number) => Promise<unknown>;

/** Each writer waits for one answer before it asks again. */
const rateOf = async (writers: number, once: Once, latencies: number[] = []) => {
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

const appending =
  (store: EventStore, life = LIFE): Once =>
  (writer, turn) => {
    const revision = turn % life;
    const stream = `append${life}-${writer}-${(turn - revision) / life}`;
    return store.append(stream, revision === 0 ? 'no-stream' : revision - 1, [sample()]);
  };

const commanding = (store: EventStore): Once => {
  const dossiers = executor({ store, decider, codec, now: Date.now });
  return (writer, turn) =>
    dossiers.execute(`command-${writer}-${Math.floor(turn / LIFE)}`, null, { commandId: randomUUID(), actor });
};

/** Every measurement has a log of its own, and the raw disk before and after. */
const measured = async (
  scratch: string,
  syncs: number[],
  writers: number,
  of: (store: EventStore) => Once,
  latencies?: number[],
) => {
  const store = SqliteEventStore.open(join(scratch, `${randomUUID()}.db`));
  try {
    syncs.push(fdatasyncRate(scratch));
    const perSecond = await rateOf(writers, of(store), latencies);
    syncs.push(fdatasyncRate(scratch));
    const [before = 0, after = 0] = syncs.slice(-2);
    return { perSecond, timesFdatasync: perSecond / ((before + after) / 2) };
  } finally {
    await store.close();
  }
};

const quantiles = (latencies: readonly number[]): StoreFigures['latencyMs'] => {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), worst: at(1) };
};

const replayed = async (scratch: string): Promise<ReplayFigures> => {
  const store = SqliteEventStore.open(join(scratch, 'replay.db'));
  try {
    return await replayFigures(store);
  } finally {
    await store.close();
  }
};

/** `folder` decides which disk is measured. */
export const storeBench = async (folder = process.env.BENCH_FOLDER ?? tmpdir()): Promise<StoreFigures> => {
  const scratch = mkdtempSync(join(folder, 'lien-thong-bench-'));
  const syncs: number[] = [];
  const latencies: number[] = [];
  const rate = (writers: number, of: (store: EventStore) => Once, each?: number[]) => measured(scratch, syncs, writers, of, each);
  try {
    const replay = await replayed(scratch);
    await rate(200, appending);
    const appends = {
      by1: await rate(1, appending),
      by200: await rate(200, appending, latencies),
      by200Long: await rate(200, (store) => appending(store, Number.MAX_SAFE_INTEGER)),
    };
    const commands = { by1: await rate(1, commanding), by200: await rate(200, commanding) };
    const fdatasyncPerSecond = { least: Math.min(...syncs), most: Math.max(...syncs) };
    return { fdatasyncPerSecond, appends, latencyMs: quantiles(latencies), commands, replay };
  } finally {
    rmSync(scratch, { recursive: true });
  }
};

const shown = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
const asRate = ({ perSecond, timesFdatasync }: Rate): string => `${shown(perSecond)} /s, ${shown(timesFdatasync)} × fdatasync`;

/** `npm run bench -- store` */
export default async (): Promise<StoreFigures> => {
  const figures = await storeBench();
  const { fdatasyncPerSecond: raw, appends, latencyMs, commands, replay } = figures;
  const lines: [string, string][] = [
    ['raw fdatasync of 500 B, least and most', `${shown(raw.least)} and ${shown(raw.most)} /s`],
    ['appends, 1 writer', asRate(appends.by1)],
    [`appends, 200 writers, ${LIFE} events a stream`, `${asRate(appends.by200)} (aim ≥ 8)`],
    ['  one of them waits, p50, p99, worst', `${[latencyMs.p50, latencyMs.p99, latencyMs.worst].map(shown).join(', ')} ms`],
    ['appends, 200 writers on endless streams', asRate(appends.by200Long)],
    ['commands through execute(), 1 writer', asRate(commands.by1)],
    ['commands through execute(), 200 writers', asRate(commands.by200)],
    ['JSON.parse of the log', `${shown(replay.jsonParsePerSecond)} events/s`],
    ['replay of the log', `${shown(replay.logPerSecond)} events/s, ${shown(replay.logOfJsonParse)} × JSON.parse (aim ≥ 0.4)`],
    ['replay stream by stream', `${shown(replay.streamsPerSecond)} events/s, ${shown(replay.streamsOfJsonParse)} × JSON.parse`],
  ];
  for (const [what, figure] of lines) console.log(`  ${what.padEnd(42)} ${figure}`);
  return figures;
};
