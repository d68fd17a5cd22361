import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toText } from '@lien-thong/calendar';
import type { Decider, Event } from '@lien-thong/domain';
import { type Codec, type EventStore, executor, type NewEvent, SqliteEventStore } from '@lien-thong/event-store';

/** What the store does on this machine, beside what its disk and its JSON parser do in the same run. */
export interface StoreFigures {
  /** Appends of 500 bytes to a file, each synced, per second: before and after the store's own runs. */
  readonly fdatasyncPerSecond: readonly [number, number];
  readonly appendsPerSecond: { readonly writers1: number; readonly writers200: number };
  /** Of one append among 200 writers, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly worst: number };
  readonly commandsPerSecond: { readonly writers1: number; readonly writers200: number };
  readonly timesFdatasync: { readonly writers1: number; readonly writers200: number; readonly commands200: number };
  readonly replay: { readonly eventsPerSecond: number; readonly jsonParsePerSecond: number; readonly ofJsonParse: number };
}

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const actor = { subject: 'officer-17', name: 'Cán bộ một cửa', agency: 'H40.12', roles: ['reception'] };

interface Counted extends Event<'Counted', { readonly step: string; readonly note: string; readonly n: number }> {}
const note = 'Chuyển hồ sơ sang cơ quan thuế xác định nghĩa vụ tài chính. '.repeat(2);
const codec: Codec<Counted> = {
  encode: ({ type, data }) => ({ type, data: { ...data } }),
  decode: ({ data }) => ({ type: 'Counted', data: data as unknown as Counted['data'] }),
};
const decider: Decider<null, number, Counted> = {
  initial: 0,
  decide: (_, n, recordedAt) => ({
    occurredAt: recordedAt,
    events: [{ type: 'Counted', data: { step: 'appraisal.1', note, n } }],
  }),
  evolve: (n) => n + 1,
};

/** An event whose data and metadata are about 500 bytes together. */
const sample = (): NewEvent => {
  const at = toText(Date.now());
  return {
    id: randomUUID(),
    type: 'StepEntered',
    data: { step: 'appraisal.1', party: 'land-registry', agency: 'H40.12', limit: { value: 5, unit: 'workingDay' } },
    metadata: {
      commandId: randomUUID(),
      actor,
      occurredAt: at,
      recordedAt: at,
      schema: 1,
      prevHash: '0'.repeat(64),
      hash: 'f'.repeat(64),
    },
  };
};

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

/** Each writer has its stream and waits for one answer before it asks again. */
const rateOf = async (writers: number, once: (writer: number, turn: number) => Promise<unknown>, latencies: number[] = []) => {
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

const appendRate = (store: EventStore, run: string, writers: number, latencies?: number[]): Promise<number> =>
  rateOf(
    writers,
    (writer, turn) => store.append(`bench-${run}-${writer}`, turn === 0 ? 'no-stream' : turn - 1, [sample()]),
    latencies,
  );

const commandRate = (store: EventStore, run: string, writers: number): Promise<number> => {
  const dossiers = executor({ store, decider, codec, now: Date.now });
  return rateOf(writers, (writer) => dossiers.execute(`bench-${run}-${writer}`, null, { commandId: randomUUID(), actor }));
};

const replayRate = async (store: EventStore): Promise<StoreFigures['replay']> => {
  const stream = 'replay-1';
  const { type, data } = codec.encode({ type: 'Counted', data: { step: 'appraisal.1', note, n: 1 } });
  const events = Array.from({ length: 50_000 }, (): NewEvent => ({ ...sample(), type, data }));
  const texts = events.map((event) => [JSON.stringify(event.data), JSON.stringify(event.metadata)] as const);
  for (let from = 0; from < events.length; from += 500) {
    await store.append(stream, from === 0 ? 'no-stream' : from - 1, events.slice(from, from + 500));
  }
  const reading = executor({ store, decider, codec, now: Date.now, cache: { streams: 0 } });
  const timed = async (work: () => Promise<unknown> | unknown): Promise<number> => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5; round += 1) {
      const begin = performance.now();
      await work();
      best = Math.min(best, performance.now() - begin);
    }
    return events.length / (best / 1_000);
  };
  let parsed: unknown;
  const jsonParsePerSecond = await timed(() => {
    for (const [data, metadata] of texts) parsed = [JSON.parse(data), JSON.parse(metadata)];
  });
  const eventsPerSecond = await timed(async () => {
    const { state } = await reading.load(stream);
    if (state !== events.length || parsed === undefined) throw new Error(`replayed ${state} of ${events.length}`);
  });
  return { eventsPerSecond, jsonParsePerSecond, ofJsonParse: eventsPerSecond / jsonParsePerSecond };
};

/** `folder` decides which disk is measured. */
export const storeBench = async (folder = process.env.BENCH_FOLDER ?? tmpdir()): Promise<StoreFigures> => {
  const scratch = mkdtempSync(join(folder, 'lien-thong-bench-'));
  const store = SqliteEventStore.open(join(scratch, 'events.db'));
  try {
    const before = fdatasyncRate(scratch);
    await appendRate(store, 'warm', 200);
    const latencies: number[] = [];
    const appendsPerSecond = {
      writers1: await appendRate(store, 'one', 1),
      writers200: await appendRate(store, 'many', 200, latencies),
    };
    const commandsPerSecond = {
      writers1: await commandRate(store, 'command', 1),
      writers200: await commandRate(store, 'commands', 200),
    };
    const after = fdatasyncRate(scratch);
    const sync = (before + after) / 2;
    const sorted = Float64Array.from(latencies).sort();
    const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return {
      fdatasyncPerSecond: [before, after],
      appendsPerSecond,
      latencyMs: { p50: quantile(0.5), p99: quantile(0.99), worst: quantile(1) },
      commandsPerSecond,
      timesFdatasync: {
        writers1: appendsPerSecond.writers1 / sync,
        writers200: appendsPerSecond.writers200 / sync,
        commands200: commandsPerSecond.writers200 / sync,
      },
      replay: await replayRate(store),
    };
  } finally {
    await store.close();
    rmSync(scratch, { recursive: true });
  }
};

const shown = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));

/** `npm run bench -- store` */
export default async (): Promise<StoreFigures> => {
  const figures = await storeBench();
  const { fdatasyncPerSecond, appendsPerSecond, latencyMs, commandsPerSecond, timesFdatasync, replay } = figures;
  const lines: [string, string][] = [
    ['raw fdatasync of 500 B, before and after', `${fdatasyncPerSecond.map(shown).join(' and ')} /s`],
    ['appends, 1 writer', `${shown(appendsPerSecond.writers1)} /s, ${shown(timesFdatasync.writers1)} × fdatasync`],
    [
      'appends, 200 writers',
      `${shown(appendsPerSecond.writers200)} /s, ${shown(timesFdatasync.writers200)} × fdatasync (aim ≥ 8)`,
    ],
    [
      '  one of them waits',
      `${shown(latencyMs.p50)} ms p50, ${shown(latencyMs.p99)} ms p99, ${shown(latencyMs.worst)} ms at worst`,
    ],
    ['commands through execute(), 1 writer', `${shown(commandsPerSecond.writers1)} /s`],
    [
      'commands through execute(), 200 writers',
      `${shown(commandsPerSecond.writers200)} /s, ${shown(timesFdatasync.commands200)} × fdatasync`,
    ],
    ['replay: read, decode, evolve', `${shown(replay.eventsPerSecond)} events/s`],
    [
      'JSON.parse of the same bytes',
      `${shown(replay.jsonParsePerSecond)} events/s: replay is ${shown(replay.ofJsonParse)} of it (aim ≥ 0.4)`,
    ],
  ];
  for (const [what, figure] of lines) console.log(`  ${what.padEnd(42)} ${figure}`);
  return figures;
};
