import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { DoubleLog } from './log.js';
import { filterOf, indexOf, positionIn } from './reading.js';
import type { LogRecord } from './records.js';
import { caughtUp, checkpointOf, confirmationOf, eventOf } from './wire.js';

/** A server that is asked for `count` looks at so many events before it says how far it is. */
const SEARCH_WINDOW = 32;
/** A live subscriber whose reader is so many events behind is one that catches up again. */
const LIVE_BUFFER = 32;

/** One `$all` subscription: confirmation, history, checkpoints, "caught up", then whatever comes. */
export class DoubleSubscription {
  #next: number;
  #considered = 0;
  #live = false;
  #checkpoint = -1n;
  #mute = false;
  readonly #ended: Promise<void>;

  constructor(
    private readonly log: DoubleLog,
    private readonly call: ServerWritableStream<ReadReq, ReadResp>,
    private readonly saysCaughtUp: boolean,
  ) {
    this.#ended = new Promise((resolve) => {
      for (const event of ['cancelled', 'close', 'error']) call.once(event, () => resolve());
    });
    const options = call.request.getOptions() as ReadReq.Options;
    const from = positionIn(options.getAll());
    // Exclusive, unlike a read.
    const after = from === 'start' ? 0 : from === 'end' ? log.records.length : indexOf(log.records, from);
    this.#next = typeof from === 'bigint' && log.records[after]?.position === from ? after + 1 : after;
  }

  /** Says nothing any more, and does not end. */
  mute(): void {
    this.#mute = true;
  }

  async run(): Promise<void> {
    const options = this.call.request.getOptions() as ReadReq.Options;
    const passes = filterOf(options);
    const window = options.getFilter()?.hasMax() ? (options.getFilter()?.getMax() ?? 0) : SEARCH_WINDOW;
    const interval = window * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 0);
    await this.#send(confirmationOf(randomUUID()));
    while (!this.#over) {
      const committed = this.log.commits.next();
      if (this.log.records.length - this.#next > LIVE_BUFFER) this.#live = false;
      for (let record = this.#take(); record !== undefined && !this.#over; record = this.#take()) {
        if (passes(record)) await this.#send(eventOf(record));
        this.#considered += 1;
        if (interval > 0 && this.#considered >= interval) await this.#checkpointAt(record);
      }
      if (this.#over) return;
      await this.#goLive(interval > 0);
      await Promise.race([committed, this.#ended]);
    }
  }

  #take(): LogRecord | undefined {
    const record = this.log.records[this.#next];
    if (record !== undefined) this.#next += 1;
    return record;
  }

  async #goLive(filtered: boolean): Promise<void> {
    if (this.#live || this.log.records.length > this.#next) return;
    this.#live = true;
    const last = this.log.records[this.#next - 1];
    if (filtered && last !== undefined) await this.#checkpointAt(last);
    if (this.saysCaughtUp) await this.#send(caughtUp());
  }

  async #checkpointAt({ position }: LogRecord): Promise<void> {
    this.#considered = 0;
    if (position <= this.#checkpoint) return;
    this.#checkpoint = position;
    await this.#send(checkpointOf(position));
  }

  async #send(response: ReadResp): Promise<void> {
    if (this.#over || this.#mute) return;
    if (!this.call.write(response)) await Promise.race([once(this.call, 'drain').catch(() => {}), this.#ended]);
  }

  get #over(): boolean {
    return this.call.cancelled || this.call.destroyed || this.call.writableEnded;
  }
}
