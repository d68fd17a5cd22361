import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, {
  type AppendReq,
  type AppendResp,
  type DeleteReq,
  type DeleteResp,
  type ReadReq,
  type ReadResp,
  type TombstoneReq,
  type TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import {
  status as Code,
  type Metadata,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { errorOf, type Faults, isDone } from './faults.js';
import type { DoubleLog, Verdict } from './log.js';
import { isAligned, positionIn, readAll, readStream } from './reading.js';
import { type Expected, NOWHERE, type ProposedEvent } from './records.js';
import { DoubleSubscription } from './subscription.js';
import {
  accessDenied,
  appendTooLarge,
  conflictOf,
  eventOf,
  expectedOf,
  failure,
  notFoundOf,
  notLeader,
  proposedOf,
  streamDeleted,
  streamNameOf,
  successOf,
  timedOut,
} from './wire.js';

export interface NodeSettings {
  readonly log: DoubleLog;
  readonly faults: Faults;
  /** How long an append that is dropped waits before it is told so, in milliseconds. */
  readonly commitTimeoutMs: number;
  /** After this an append that was taken by the fault `in-flight` is written, in milliseconds. */
  readonly inFlightMs: number;
  readonly saysCaughtUp: boolean;
  /** Servers before 22.6 say no positions when they read a stream. */
  readonly positionsInStreams: boolean;
  /** In bytes of data. */
  readonly appendLimit: number;
  readonly users: Readonly<Record<string, string>> | null;
  /** Who leads, if it is not this node. */
  leader(): { readonly host: string; readonly port: number } | null;
}

type Subscriber = ServerWritableStream<ReadReq, ReadResp>;

/** The streams service of one node. */
export class DoubleNode {
  readonly subscribers = new Map<Subscriber, DoubleSubscription>();
  /** Reads that have not ended. */
  readonly reads = new Set<Subscriber>();
  /** What came with the appends where credentials stand. */
  readonly authorizations = new Set<string>();
  batchAppends = 0;
  appends = 0;
  /** Appends that have not been answered. */
  readonly #open = new Set<(error: ServiceError) => void>();
  #mostAtOnce = 0;

  constructor(private readonly settings: NodeSettings) {}

  readonly service = {
    append: (call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>) =>
      this.#append(call, callback),
    read: (call: Subscriber) => void this.#read(call),
    delete: (call: ServerUnaryCall<DeleteReq, DeleteResp>, callback: sendUnaryData<DeleteResp>) =>
      void this.#delete(
        call,
        call.request.getOptions(),
        false,
        () => callback(null, noPosition(new streams.DeleteResp())),
        callback,
      ),
    tombstone: (call: ServerUnaryCall<TombstoneReq, TombstoneResp>, callback: sendUnaryData<TombstoneResp>) =>
      void this.#delete(
        call,
        call.request.getOptions(),
        true,
        () => callback(null, noPosition(new streams.TombstoneResp())),
        callback,
      ),
    batchAppend: (call: Failing) => {
      this.batchAppends += 1;
      fail(call, failure(Code.UNIMPLEMENTED, 'the double knows the unary append only'));
    },
  };

  /** The most appends that were ever unanswered at one time. */
  get mostAppendsAtOnce(): number {
    return this.#mostAtOnce;
  }

  get appendsNow(): number {
    return this.#open.size;
  }

  /** What a server tells those in flight when it stops. */
  cancelAppends(): void {
    for (const answer of [...this.#open]) answer(timedOut('Request canceled by server'));
  }

  /** Ends every subscription with an error, or politely. */
  dropSubscriptions(how: 'error' | 'end'): void {
    for (const call of [...this.subscribers.keys()]) {
      if (how === 'end') call.end();
      else fail(call, failure(Code.UNAVAILABLE, 'Connection dropped'));
    }
  }

  #refusal(metadata: Metadata): ServiceError | null {
    if (!this.#knows(metadata)) return accessDenied();
    const leader = this.settings.leader();
    if (leader === null || metadata.get('requires-leader')[0] !== 'true') return null;
    return notLeader(leader.host, leader.port);
  }

  #knows(metadata: Metadata): boolean {
    const { users } = this.settings;
    if (users === null) return true;
    const given = /^Basic (.+)$/.exec(String(metadata.get('authorization')[0] ?? ''))?.[1] ?? '';
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(given, 'base64').toString('utf8')) ?? [];
    return Object.hasOwn(users, name) && users[name] === password;
  }

  #append(call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>): void {
    let open = true;
    const answer = (error: ServiceError | null, response?: AppendResp): void => {
      if (!open) return;
      open = false;
      this.#open.delete(answer);
      callback(error, response);
    };
    this.appends += 1;
    this.authorizations.add(String(call.metadata.get('authorization')[0] ?? ''));
    this.#open.add(answer);
    this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#open.size);
    call.once('cancelled', () => {
      open = false;
      this.#open.delete(answer);
    });
    const refusal = this.#refusal(call.metadata);
    if (refusal !== null) {
      answer(refusal);
      return;
    }
    void this.#take(call).then((request) => this.#answerAppend(request, answer), answer);
  }

  async #take(call: ServerReadableStream<AppendReq, AppendResp>): Promise<Request> {
    let options: AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    let bytes = 0;
    let fault: ServiceError | null = null;
    for await (const message of call as AsyncIterable<AppendReq>) {
      const proposed = message.getProposedMessage();
      if (proposed === undefined) options = message.getOptions();
      else {
        const event = proposedOf(proposed);
        if (event === null) fault = failure(Code.INVALID_ARGUMENT, "Required Metadata Property 'type' is missing");
        else events.push(event);
        bytes += event?.data.length ?? 0;
        if (bytes > this.settings.appendLimit) fault = appendTooLarge(this.settings.appendLimit);
      }
    }
    if (fault !== null) throw fault;
    if (options === undefined) throw failure(Code.UNKNOWN, 'Exception was thrown by handler.');
    return { stream: streamNameOf(options.getStreamIdentifier()), expected: expectedOf(options), events };
  }

  async #answerAppend({ stream, expected, events }: Request, answer: Answer): Promise<void> {
    const fault = this.settings.faults.take('append');
    if (fault === 'in-flight') {
      const write = this.settings.log.hold(stream, expected, events);
      setTimeout(() => void write(), this.settings.inFlightMs);
      return;
    }
    if (fault !== undefined) {
      if (isDone(fault)) await this.settings.log.append(stream, expected, events);
      const error = errorOf(fault);
      if (error !== null) answer(error);
      return;
    }
    const verdict = await this.settings.log.append(stream, expected, events).catch(() => null);
    if (verdict !== null) this.#tell(verdict, stream, expected, answer);
  }

  #tell(verdict: Verdict, stream: string, expected: Expected, answer: Answer): void {
    if (verdict.is === 'written') answer(null, successOf(verdict.revision, verdict.position));
    else if (verdict.is === 'conflict') answer(null, conflictOf(expected, verdict.actual));
    else if (verdict.is === 'deleted') answer(streamDeleted(stream));
    else setTimeout(() => answer(timedOut('Commit phase timeout.')), this.settings.commitTimeoutMs);
  }

  async #delete(
    call: { readonly metadata: Metadata },
    options: DeleteReq.Options | TombstoneReq.Options | undefined,
    hard: boolean,
    done: () => void,
    callback: (error: ServiceError) => void,
  ): Promise<void> {
    const refusal = this.#refusal(call.metadata);
    if (refusal !== null || options === undefined) return callback(refusal ?? accessDenied());
    const stream = streamNameOf(options.getStreamIdentifier());
    const verdict = await this.settings.log.delete(stream, expectedOf(options), hard);
    if (verdict.is === 'written') return done();
    callback(verdict.is === 'deleted' ? streamDeleted(stream) : failure(Code.FAILED_PRECONDITION, 'wrong expected version'));
  }

  async #read(call: Subscriber): Promise<void> {
    // Without a listener an error of the connection would be nobody's.
    call.on('error', () => {});
    const options = call.request.getOptions() as ReadReq.Options;
    const subscribes = options.hasSubscription();
    const refusal = this.#refusal(call.metadata);
    const fault = refusal === null ? this.settings.faults.take(subscribes ? 'subscribe' : 'read') : undefined;
    const error = refusal ?? (fault === undefined ? null : errorOf(fault));
    if (error !== null) return fail(call, error);
    if (fault !== undefined) return;
    if (!options.hasAll()) return this.#readStream(call, options);
    const from = positionIn(options.getAll());
    if (typeof from === 'bigint' && !isAligned(this.settings.log.records, from)) return fail(call, invalidPosition(subscribes));
    if (subscribes) return this.#subscribe(call);
    await this.#stream(call, readAll(this.settings.log, options), Number(options.getCount()));
  }

  async #readStream(call: Subscriber, options: ReadReq.Options): Promise<void> {
    const stream = streamNameOf(options.getStream()?.getStreamIdentifier());
    const records = readStream(this.settings.log, stream, options);
    if (records === 'deleted') return fail(call, streamDeleted(stream));
    if (records === null) call.write(notFoundOf(stream));
    const shown = this.settings.positionsInStreams ? records : records?.map((record) => ({ ...record, position: NOWHERE }));
    await this.#stream(call, shown ?? [], Number.MAX_SAFE_INTEGER);
  }

  async #stream(call: Subscriber, records: Iterable<Parameters<typeof eventOf>[0]>, limit: number): Promise<void> {
    let count = 0;
    this.reads.add(call);
    for (const event of ['cancelled', 'close', 'finish', 'error']) call.once(event, () => this.reads.delete(call));
    const ended = new Promise<void>((resolve) => {
      for (const event of ['cancelled', 'close', 'error']) call.once(event, () => resolve());
    });
    for (const record of records) {
      if (count >= limit || call.cancelled || call.destroyed) break;
      count += 1;
      if (!call.write(eventOf(record))) await Promise.race([new Promise((resolve) => call.once('drain', resolve)), ended]);
    }
    if (!call.destroyed) call.end();
  }

  async #subscribe(call: Subscriber): Promise<void> {
    const subscription = new DoubleSubscription(this.settings.log, call, this.settings.saysCaughtUp);
    this.subscribers.set(call, subscription);
    for (const event of ['cancelled', 'close', 'finish', 'error']) call.once(event, () => this.subscribers.delete(call));
    await subscription.run();
  }
}

interface Request {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
}

interface Failing {
  emit(event: 'error', error: ServiceError): boolean;
}

/** What the library turns into the status of a call; to destroy the stream would say nothing at all. */
const fail = (call: Failing, error: ServiceError): void => {
  call.emit('error', error);
};

type Answer = (error: ServiceError | null, response?: AppendResp) => void;

const noPosition = <R extends DeleteResp | TombstoneResp>(response: R): R => {
  response.setNoPosition(new shared.Empty());
  return response;
};

const invalidPosition = (subscribes: boolean): ServiceError =>
  subscribes
    ? failure(Code.INVALID_ARGUMENT, 'Trying to read from an invalid position.')
    : failure(Code.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition');
