import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { type EventStore, EventStoreDbEventStore } from '@lien-thong/event-store';
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
import { LIFE, type ReplayFigures, replayFigures, sample } from './store-replay.js';

/** What a server does, beside what the disk and the JSON parser of this machine do in the same run. */
export interface ServerFigures {
  readonly version: string;
  readonly fdatasyncPerSecond: { readonly least: number; readonly most: number };
  readonly appends: { readonly by1: Rate; readonly by64: Rate; readonly by200: Rate };
  readonly latencyMs: Latencies;
  readonly commands: { readonly by1: Rate; readonly by200: Rate };
  /** From the acknowledgement of an append until a subscriber of the same process has it; below zero when it comes first. */
  readonly liveMs: Latencies;
  readonly replay: ReplayFigures;
}

/** Nothing is measured, and why. */
export class NothingToMeasure extends Error {}

/** @throws NothingToMeasure without a real server: figures of the double would be figures of nothing. */
export const serverBench = async (
  url: string | undefined,
  folder = process.env.BENCH_FOLDER ?? tmpdir(),
): Promise<ServerFigures> => {
  if (url === undefined || url === '')
    throw new NothingToMeasure('EVENTSTORE_URL names no server, and the in-process double is not measured: it is no server.');
  const store = await EventStoreDbEventStore.open(url).catch((error: Error) => {
    throw new NothingToMeasure(`The server of EVENTSTORE_URL does not answer: ${error.message}`);
  });
  try {
    const version = await store.serverVersion();
    if (version.includes('double'))
      throw new NothingToMeasure('EVENTSTORE_URL leads to the double of the tests; it is no server, and is not measured.');
    return await measured(store, version, folder);
  } finally {
    await store.close();
  }
};

const measured = async (store: EventStore, version: string, folder: string): Promise<ServerFigures> => {
  const run = randomBytes(4).toString('hex');
  const syncs: number[] = [];
  const latencies: number[] = [];
  let round = 0;
  const rate = async (writers: number, of: (run: string) => Once, each?: number[]): Promise<Rate> => {
    round += 1;
    syncs.push(fdatasyncRate(folder));
    const perSecond = await rateOf(writers, of(`${run}r${round}x`), each);
    syncs.push(fdatasyncRate(folder));
    const [before = 0, after = 0] = syncs.slice(-2);
    return { perSecond, timesFdatasync: perSecond / ((before + after) / 2) };
  };
  const replay = await replayFigures(store, run);
  await rate(64, (of) => appending(store, { run: of }));
  const appends = {
    by1: await rate(1, (of) => appending(store, { run: of })),
    by64: await rate(64, (of) => appending(store, { run: of }), latencies),
    by200: await rate(200, (of) => appending(store, { run: of })),
  };
  const commands = {
    by1: await rate(1, (of) => commanding(store, { run: of })),
    by200: await rate(200, (of) => commanding(store, { run: of })),
  };
  const liveMs = latenciesOf(await live(store, run));
  const fdatasyncPerSecond = { least: Math.min(...syncs), most: Math.max(...syncs) };
  return { version, fdatasyncPerSecond, appends, latencyMs: latenciesOf(latencies), commands, liveMs, replay };
};

const LIVE = 500;

const live = async (store: EventStore, run: string): Promise<number[]> => {
  const arrived = new Map<string, number>();
  let wake = (): void => {};
  const subscription = store.subscribe({
    after: await store.head(),
    filter: { streams: [`live${run}-`] },
    onEvents: (batch) => {
      for (const { id } of batch) arrived.set(id, performance.now());
      wake();
    },
  });
  const lags: number[] = [];
  for (let n = 0; n < LIVE; n += 1) {
    const event = sample();
    await store.append(`live${run}-${n}`, 'no-stream', [event]);
    const acknowledged = performance.now();
    while (!arrived.has(event.id)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    lags.push((arrived.get(event.id) ?? Number.NaN) - acknowledged);
  }
  await subscription.stop();
  return lags;
};

const print = ({ version, fdatasyncPerSecond: raw, appends, latencyMs, commands, liveMs, replay }: ServerFigures): void => {
  const inMs = ({ p50, p99, worst }: Latencies): string => `${[p50, p99, worst].map((ms) => ms.toFixed(2)).join(', ')} ms`;
  const lines: [string, string][] = [
    ['server', version],
    ['raw fdatasync of 500 B here, least and most', `${shown(raw.least)} and ${shown(raw.most)} /s`],
    ['appends, 1 writer', asRate(appends.by1)],
    [`appends, 64 writers, ${LIFE} events a stream`, asRate(appends.by64)],
    ['  one of them waits, p50, p99, worst', inMs(latencyMs)],
    ['appends, 200 writers, 64 in flight', asRate(appends.by200)],
    ['commands through execute(), 1 writer', asRate(commands.by1)],
    ['commands through execute(), 200 writers', asRate(commands.by200)],
    ['live, after the answer, p50, p99, worst', inMs(liveMs)],
    ['JSON.parse of the log', `${shown(replay.jsonParsePerSecond)} events/s`],
    ['replay of the log', `${shown(replay.logPerSecond)} events/s, ${shown(replay.logOfJsonParse)} × JSON.parse`],
    ['replay stream by stream', `${shown(replay.streamsPerSecond)} events/s, ${shown(replay.streamsOfJsonParse)} × JSON.parse`],
  ];
  for (const [what, figure] of lines) console.log(`  ${what.padEnd(44)} ${figure}`);
  console.log('  × fdatasync tells something only where the server writes to a disk of this machine.');
};

/** `npm run bench -- eventstoredb`, with EVENTSTORE_URL; it leaves its streams on the server. */
export default async (url = process.env.EVENTSTORE_URL): Promise<void> => {
  try {
    print(await serverBench(url));
  } catch (error) {
    if (!(error instanceof NothingToMeasure)) throw error;
    console.error(`✗ ${error.message}`);
    process.exitCode = 1;
  }
};
