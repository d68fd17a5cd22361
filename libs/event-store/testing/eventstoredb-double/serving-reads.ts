import { setTimeout as wait } from 'node:timers/promises';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { status as Code, type ServerWritableStream, type ServiceError } from '@grpc/grpc-js';
import { errorOf, type Fault } from './faults.js';
import { fail, type NodeSettings, type Refuse } from './node-settings.js';
import { isAligned, positionIn, readAll, readStream } from './reading.js';
import { type LogRecord, NOWHERE } from './records.js';
import { DoubleSubscription } from './subscription.js';
import { eventOf, failure, notFoundOf, streamDeleted, streamNameOf } from './wire.js';

type Reader = ServerWritableStream<ReadReq, ReadResp>;

const LONG_MS = 500;
const ENDINGS = ['cancelled', 'close', 'finish', 'error'];

/** The reads and the subscriptions of one node. */
export class ServingReads {
  /** Those that have not ended. */
  readonly reads = new Set<Reader>();
  readonly subscribers = new Map<Reader, DoubleSubscription>();

  constructor(
    private readonly settings: NodeSettings,
    private readonly refuse: Refuse,
  ) {}

  dropSubscriptions(how: 'error' | 'end'): void {
    for (const call of [...this.subscribers.keys()]) {
      if (how === 'end') call.end();
      else fail(call, failure(Code.UNAVAILABLE, 'Connection dropped'));
    }
  }

  async handle(call: Reader): Promise<void> {
    // Without a listener an error of the connection would be nobody's.
    call.on('error', () => {});
    const options = call.request.getOptions() as ReadReq.Options;
    const refusal = this.refuse(call.metadata);
    const fault = refusal === null ? this.#fault(options) : undefined;
    const error = refusal ?? (fault === undefined ? null : errorOf(fault));
    if (error !== null) return fail(call, error);
    if (fault === 'search-long') await wait(LONG_MS);
    else if (fault !== undefined) return;
    if (options.hasAll()) return this.#all(call, options);
    return this.#stream(call, options);
  }

  #fault(options: ReadReq.Options): Fault | undefined {
    const { faults } = this.settings;
    if (options.hasSubscription()) return faults.take('subscribe');
    return (options.hasFilter() ? faults.take('search') : undefined) ?? faults.take('read');
  }

  async #all(call: Reader, options: ReadReq.Options): Promise<void> {
    const { log } = this.settings;
    const from = positionIn(options.getAll());
    const subscribes = options.hasSubscription();
    if (typeof from === 'bigint' && !isAligned(log.records, from)) return fail(call, invalidPosition(subscribes));
    if (subscribes) return this.#subscribe(call);
    await this.#send(call, readAll(log, options), Number(options.getCount()));
  }

  async #stream(call: Reader, options: ReadReq.Options): Promise<void> {
    const stream = streamNameOf(options.getStream()?.getStreamIdentifier());
    const records = readStream(this.settings.log, stream, options);
    if (records === 'deleted') return fail(call, streamDeleted(stream));
    if (records === null) call.write(notFoundOf(stream));
    const shown = this.settings.positionsInStreams ? records : records?.map((record) => ({ ...record, position: NOWHERE }));
    await this.#send(call, shown ?? [], Number.MAX_SAFE_INTEGER);
  }

  async #send(call: Reader, records: Iterable<LogRecord>, limit: number): Promise<void> {
    let count = 0;
    this.reads.add(call);
    const ended = new Promise<void>((resolve) => {
      for (const ending of ENDINGS) call.once(ending, () => resolve());
    });
    void ended.then(() => this.reads.delete(call));
    for (const record of records) {
      if (count >= limit || call.cancelled || call.destroyed) break;
      count += 1;
      if (!call.write(eventOf(record))) await Promise.race([new Promise((resolve) => call.once('drain', resolve)), ended]);
    }
    if (!call.destroyed) call.end();
  }

  async #subscribe(call: Reader): Promise<void> {
    const subscription = new DoubleSubscription(this.settings.log, call, this.settings.saysCaughtUp);
    this.subscribers.set(call, subscription);
    for (const ending of ENDINGS) call.once(ending, () => this.subscribers.delete(call));
    await subscription.run();
  }
}

const invalidPosition = (subscribes: boolean): ServiceError =>
  subscribes
    ? failure(Code.INVALID_ARGUMENT, 'Trying to read from an invalid position.')
    : failure(Code.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition');
