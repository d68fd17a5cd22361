import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, SqliteEventStore } from '@lien-thong/event-store';
import {
  appending,
  asRate,
  commanding,
  fdatasyncRate,
  type Latencies,
  latenciesOf,
  type Once,
  type Rate,
  rateOf,
  shown,
} from './store-load.js';
import { LIFE, type ReplayFigures, replayFigures } from './store-replay.js';

/** What the store does on this machine, beside what its disk and its JSON parser do in the same run. */
export interface StoreFigures {
  readonly fdatasyncPerSecond: { readonly least: number; readonly most: number };
  /** `long`: 200 writers that stay on one stream each, so that every append changes an index page of its own. */
  readonly appends: { readonly by1: Rate; readonly by200: Rate; readonly by200Long: Rate };
  /** Of one append among 200 writers, in milliseconds. */
  readonly latencyMs: Latencies;
  readonly commands: { readonly by1: Rate; readonly by200: Rate };
  readonly replay: ReplayFigures;
}

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
    await rate(200, (store) => appending(store));
    const appends = {
      by1: await rate(1, (store) => appending(store)),
      by200: await rate(200, (store) => appending(store), latencies),
      by200Long: await rate(200, (store) => appending(store, { life: Number.MAX_SAFE_INTEGER })),
    };
    const commands = { by1: await rate(1, (store) => commanding(store)), by200: await rate(200, (store) => commanding(store)) };
    const fdatasyncPerSecond = { least: Math.min(...syncs), most: Math.max(...syncs) };
    return { fdatasyncPerSecond, appends, latencyMs: latenciesOf(latencies), commands, replay };
  } finally {
    rmSync(scratch, { recursive: true });
  }
};

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
