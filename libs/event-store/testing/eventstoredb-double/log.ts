import { randomUUID } from 'node:crypto';
import { CommitSignal } from '../../commit-signal.js';
import type { LogFile } from './log-file.js';
import {
  type Expected,
  FIRST_POSITION,
  isSystem,
  type LogRecord,
  metaStreamOf,
  NO_STREAM,
  type ProposedEvent,
  sizeOf,
  TOMBSTONE,
} from './records.js';

export type Verdict =
  /** Revision and position of the last event; an append of nothing succeeds, and says where the stream stands. */
  | { readonly is: 'written'; readonly revision: bigint; readonly position: bigint }
  | { readonly is: 'conflict'; readonly actual: bigint }
  /** The same events are on their way already: a real server says nothing at all. */
  | { readonly is: 'dropped' }
  | { readonly is: 'deleted' };

interface Pending {
  run(): Verdict;
  done(verdict: Verdict): void;
  fail(error: unknown): void;
}

/** `$maxCount` and the like are not kept: `$tb` alone, which is how a server deletes softly. */
const TRUNCATE_BEFORE = /"\$tb":\s*(\d+)/;

/**
 * The log of the double: one order over all streams, what a server writes of itself included. What it decides about an
 * append follows `IndexWriter.CheckCommit` of the 24.6 server, case by case.
 */
export class DoubleLog {
  readonly records: LogRecord[] = [];
  readonly commits = new CommitSignal();
  readonly #streams = new Map<string, LogRecord[]>();
  /** Appends taken and not yet written: by stream, the ids. */
  readonly #held = new Map<string, { readonly ids: readonly string[]; readonly expected: Expected }>();
  #end = FIRST_POSITION;
  #queue: Pending[] = [];
  #transactions = 0;
  #failed: unknown = null;
  #paused = false;

  /** Every `systemEvery`th append is followed by an event of the server's own. */
  constructor(
    private readonly file: LogFile | null,
    private readonly systemEvery: number,
  ) {
    for (const records of file?.load() ?? []) this.#apply(records);
    if (this.records.length === 0) this.#writeNow(firstOwnEvents());
    file?.flush();
  }

  stream(name: string): readonly LogRecord[] {
    return this.#streams.get(name) ?? [];
  }

  head(stream: string): bigint {
    return this.stream(stream).at(-1)?.revision ?? NO_STREAM;
  }

  /** The first revision that reads still give. */
  truncatedBefore(stream: string): bigint {
    const meta = this.stream(metaStreamOf(stream)).at(-1);
    const before = meta === undefined ? null : TRUNCATE_BEFORE.exec(Buffer.from(meta.data).toString('utf8'));
    return before?.[1] === undefined ? 0n : BigInt(before[1]);
  }

  /** Nothing is written or answered until `resume`. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#flush();
  }

  /** What comes in one turn of the loop is written at once; the verdict is given when it outlives this process. */
  append(stream: string, expected: Expected, events: readonly ProposedEvent[]): Promise<Verdict> {
    return this.#enqueue(() => this.#decide(stream, expected, events));
  }

  /** Takes an append and writes it only when told to: until then a repeat of it is dropped. */
  hold(stream: string, expected: Expected, events: readonly ProposedEvent[]): () => Promise<Verdict> {
    this.#held.set(stream, { ids: events.map(({ id }) => id), expected });
    return () => {
      this.#held.delete(stream);
      return this.append(stream, expected, events);
    };
  }

  /** Soft: the stream reads as missing, and goes on numbering. Hard: for ever. */
  delete(stream: string, expected: Expected, hard: boolean): Promise<Verdict> {
    return this.#enqueue(() => {
      const head = this.head(stream);
      if (head === TOMBSTONE) return { is: 'deleted' };
      if (!meetsHead(expected, head)) return { is: 'conflict', actual: head };
      return hard ? this.#write(stream, TOMBSTONE - 1n, [own('$streamDeleted', {})]) : this.#truncate(stream, TOMBSTONE);
    });
  }

  #enqueue(run: () => Verdict): Promise<Verdict> {
    return new Promise((done, fail) => {
      this.#queue.push({ run, done, fail });
      if (this.#queue.length === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    if (this.#paused) return;
    const batch = this.#queue.splice(0);
    const before = this.records.length;
    try {
      if (this.#failed !== null) throw this.#failed;
      const verdicts = batch.map(({ run }) => run());
      this.file?.flush();
      for (const [index, { done }] of batch.entries()) done(verdicts[index] as Verdict);
    } catch (error) {
      // What is in memory is not in the file: a real server would stop as well.
      this.#failed = error;
      for (const { fail } of batch) fail(error);
    }
    if (this.records.length > before) this.commits.announce();
  }

  #decide(stream: string, expected: Expected, events: readonly ProposedEvent[]): Verdict {
    const head = this.head(stream);
    if (head === TOMBSTONE) return { is: 'deleted' };
    const held = this.#held.get(stream);
    if (held !== undefined) {
      const repeat = held.expected === expected && events.every(({ id }, index) => held.ids[index] === id);
      return repeat ? { is: 'dropped' } : { is: 'conflict', actual: head + BigInt(held.ids.length) };
    }
    if (expected === 'stream-exists' && head === NO_STREAM) return { is: 'conflict', actual: head };
    if (expected === 'any' || expected === 'stream-exists') return this.#appendAnywhere(stream, head, events);
    const at = expected === 'no-stream' ? NO_STREAM : expected;
    if (at < head) return this.#repeat(stream, at, head, events);
    if (at === head && events.length === 0) return { is: 'written', revision: head, position: this.#end };
    return at > head ? { is: 'conflict', actual: head } : this.#write(stream, head, events);
  }

  #appendAnywhere(stream: string, head: bigint, events: readonly ProposedEvent[]): Verdict {
    const known = events.map(({ id }) => this.stream(stream).find((record) => record.id === id));
    const last = known.at(-1);
    if (last !== undefined && known.every((record) => record !== undefined)) return written(last);
    return known[0] === undefined ? this.#write(stream, head, events) : { is: 'conflict', actual: head };
  }

  /** The same ids at the same revisions: success with the original revision. The payload is not compared. */
  #repeat(stream: string, at: bigint, head: bigint, events: readonly ProposedEvent[]): Verdict {
    const records = this.stream(stream);
    for (const [index, { id }] of events.entries()) {
      const there = records[Number(at) + 1 + index];
      if (there?.id === id) continue;
      const undelete = index === 0 && at === NO_STREAM && this.truncatedBefore(stream) === TOMBSTONE;
      return undelete ? this.#write(stream, head, events) : { is: 'conflict', actual: head };
    }
    const last = records[Number(at) + events.length];
    // A server that no longer finds the event gives no position.
    return last === undefined ? { is: 'conflict', actual: head } : written(last);
  }

  #write(stream: string, head: bigint, events: readonly ProposedEvent[]): Verdict {
    const undelete = this.truncatedBefore(stream) === TOMBSTONE && !isSystem(stream);
    const records = this.#writeNow(
      events.map((event) => ({ ...event, stream })),
      head,
    );
    if (undelete) this.#truncate(stream, head + 1n);
    this.#transactions += 1;
    if (this.systemEvery > 0 && !isSystem(stream) && this.#transactions % this.systemEvery === 0) this.#writeStatistics();
    return written(records.at(-1) as LogRecord);
  }

  #truncate(stream: string, before: bigint): Verdict {
    const meta = metaStreamOf(stream);
    const data = Buffer.from(`{"$tb":${before}}`);
    const [record] = this.#writeNow([{ ...own('$metadata', {}), stream: meta, data }], this.head(meta));
    return written(record as LogRecord);
  }

  #writeStatistics(): void {
    const stream = '$stats-127.0.0.1:2113';
    this.#writeNow([{ ...own('$statsCollected', { 'proc-cpu': 1 }), stream }], this.head(stream));
  }

  #writeNow(events: readonly (ProposedEvent & { readonly stream: string })[], after?: bigint): LogRecord[] {
    const created = String(BigInt(Date.now()) * 10_000n);
    const records = events.map((event, index): LogRecord => {
      const revision = (after ?? this.head(event.stream)) + 1n + (after === undefined ? 0n : BigInt(index));
      const position = this.#end;
      this.#end += sizeOf(event, event.stream);
      return { ...event, revision, position, created };
    });
    this.#apply(records);
    this.file?.write(records);
    return records;
  }

  #apply(records: readonly LogRecord[]): void {
    for (const record of records) {
      const stream = this.#streams.get(record.stream);
      if (stream === undefined) this.#streams.set(record.stream, [record]);
      else stream.push(record);
      this.records.push(record);
      const end = record.position + sizeOf(record, record.stream);
      if (end > this.#end) this.#end = end;
    }
  }
}

const written = ({ revision, position }: LogRecord): Verdict => ({ is: 'written', revision, position });

const meetsHead = (expected: Expected, head: bigint): boolean => {
  if (expected === 'any') return true;
  if (expected === 'stream-exists') return head !== NO_STREAM;
  return expected === 'no-stream' ? head === NO_STREAM : expected === head;
};

const own = (type: string, data: object): ProposedEvent => ({
  id: randomUUID(),
  type,
  json: true,
  data: Buffer.from(JSON.stringify(data)),
  metadata: new Uint8Array(),
});

/** A server that nobody has used yet holds such things. */
const firstOwnEvents = () => [
  { ...own('$epoch-information', {}), stream: '$epoch-information' },
  { ...own('$User', { data: 'admin' }), stream: '$users' },
  { ...own('$UserCreated', { loginName: 'admin' }), stream: '$user-admin' },
  { ...own('$metadata', { $acl: {} }), stream: '$$$user-admin' },
];
