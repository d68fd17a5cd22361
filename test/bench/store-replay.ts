import { randomBytes, randomUUID } from 'node:crypto';
import { toText } from '@lien-thong/calendar';
import type { Decider, Event } from '@lien-thong/domain';
import { type Codec, type EventStore, executor, type NewEvent } from '@lien-thong/event-store';

/** A dossier's life: after so many events its writer begins another stream. */
export const LIFE = 30;

export const actor = { subject: 'officer-17', name: 'Cán bộ một cửa', agency: 'H40.12', roles: ['reception'] };

export interface Counted extends Event<'Counted', { readonly step: string; readonly agency: string; readonly sealed: string }> {}

/** As a real one: what is free text or personal is sealed. */
const data = { step: 'appraisal.1', agency: 'H40.12', sealed: randomBytes(60).toString('base64') };

export const codec: Codec<Counted> = {
  encode: ({ type, data }) => ({ type, data: { ...data } }),
  decode: ({ data }) => ({ type: 'Counted', data: data as unknown as Counted['data'] }),
};

export const decider: Decider<null, number, Counted> = {
  initial: 0,
  decide: (_command, _state, recordedAt) => ({ occurredAt: recordedAt, events: [{ type: 'Counted', data }] }),
  evolve: (n) => n + 1,
};

/** An event whose data and metadata are about 500 bytes together. */
export const sample = (): NewEvent => {
  const at = toText(Date.now());
  const hashes = { prevHash: '0'.repeat(64), hash: 'f'.repeat(64) };
  const metadata = { commandId: randomUUID(), actor, occurredAt: at, recordedAt: at, schema: 1, ...hashes };
  return { id: randomUUID(), type: 'Counted', data, metadata };
};

export interface ReplayFigures {
  readonly jsonParsePerSecond: number;
  /** The whole log in its order, as a view is rebuilt: read, decode, evolve. */
  readonly logPerSecond: number;
  /** Each stream by itself, as `execute` folds it when nothing is kept. */
  readonly streamsPerSecond: number;
  readonly logOfJsonParse: number;
  readonly streamsOfJsonParse: number;
}

const STREAMS = 1_500;
const ROUNDS = 7;

/**
 * The three are measured in turns, and the best of each counts. `run` keeps the streams of this run apart from others where the
 * store is not an empty one.
 */
export const replayFigures = async (store: EventStore, run = ''): Promise<ReplayFigures> => {
  const start = await store.head();
  const lives = Array.from({ length: STREAMS }, () => Array.from({ length: LIFE }, sample));
  await Promise.all(lives.map((events, n) => store.append(`replay${run}-${n}`, 'no-stream', events)));
  const texts = lives.flat().map((event) => [JSON.stringify(event.data), JSON.stringify(event.metadata)] as const);
  const works = [() => parsed(texts), () => replayedLog(store, start, run), () => replayedStreams(store, run)];
  const best = works.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, work] of works.entries()) {
      const begin = performance.now();
      const count = await work();
      best[index] = Math.min(best[index] ?? 0, performance.now() - begin);
      if (count !== texts.length) throw new Error(`replayed ${count} of ${texts.length}`);
    }
  }
  const [jsonParsePerSecond = 0, logPerSecond = 0, streamsPerSecond = 0] = best.map((ms) => texts.length / (ms / 1_000));
  return {
    jsonParsePerSecond,
    logPerSecond,
    streamsPerSecond,
    logOfJsonParse: logPerSecond / jsonParsePerSecond,
    streamsOfJsonParse: streamsPerSecond / jsonParsePerSecond,
  };
};

const parsed = (texts: readonly (readonly [string, string])[]): number => {
  let count = 0;
  for (const [event, metadata] of texts) {
    if (JSON.parse(event) !== null && JSON.parse(metadata) !== null) count += 1;
  }
  return count;
};

const replayedLog = async (store: EventStore, start: string | null, run: string): Promise<number> => {
  let [after, state]: [string | null, number] = [start, decider.initial];
  const filter = run === '' ? undefined : { streams: [`replay${run}-`] };
  for (;;) {
    const { events, next } = await store.readAll({ after, limit: 1_000, filter });
    if (next === after) return state;
    for (const event of events) {
      const { commandId, actor, occurredAt, recordedAt } = event.metadata;
      const { id, revision } = event;
      state = decider.evolve(state, { id, revision, commandId, actor, occurredAt, recordedAt, ...codec.decode(event) });
    }
    after = next;
  }
};

const replayedStreams = async (store: EventStore, run: string): Promise<number> => {
  const streams = executor({ store, decider, codec, now: Date.now, cache: { streams: 0 } });
  let count = 0;
  for (let n = 0; n < STREAMS; n += 1) count += (await streams.load(`replay${run}-${n}`)).state;
  return count;
};
