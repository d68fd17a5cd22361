import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { status as Code, type ServerReadableStream, type ServiceError, type sendUnaryData } from '@grpc/grpc-js';
import { errorOf, isDone } from './faults.js';
import type { Verdict } from './log.js';
import type { NodeSettings, Refuse } from './node-settings.js';
import type { Expected, ProposedEvent } from './records.js';
import {
  appendTooLarge,
  conflictOf,
  expectedOf,
  failure,
  proposedOf,
  streamDeleted,
  streamNameOf,
  successOf,
  timedOut,
} from './wire.js';

type Answer = (error: ServiceError | null, response?: AppendResp) => void;

interface Request {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
}

/** The unary append of one node. */
export class Appending {
  /** What came with the appends where credentials stand. */
  readonly authorizations = new Set<string>();
  all = 0;
  most = 0;
  readonly #open = new Set<Answer>();

  constructor(
    private readonly settings: NodeSettings,
    private readonly refuse: Refuse,
  ) {}

  /** Appends that have not been answered. */
  get now(): number {
    return this.#open.size;
  }

  /** What a server tells those in flight when it stops. */
  cancelAll(): void {
    for (const answer of [...this.#open]) answer(timedOut('Request canceled by server'));
  }

  handle(call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>): void {
    const answer: Answer = (error, response) => {
      if (this.#open.delete(answer)) callback(error, response);
    };
    this.all += 1;
    this.authorizations.add(String(call.metadata.get('authorization')[0] ?? ''));
    this.#open.add(answer);
    this.most = Math.max(this.most, this.#open.size);
    call.once('cancelled', () => this.#open.delete(answer));
    const refusal = this.refuse(call.metadata);
    if (refusal !== null) answer(refusal);
    else void this.#take(call).then((request) => this.#carryOut(request, answer), answer);
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

  async #carryOut({ stream, expected, events }: Request, answer: Answer): Promise<void> {
    const { log, faults, inFlightMs } = this.settings;
    const fault = faults.take('append');
    if (fault === 'in-flight') {
      const write = log.hold(stream, expected, events);
      setTimeout(() => void write(), inFlightMs);
      return;
    }
    if (fault !== undefined && !isDone(fault)) return this.#fail(fault, answer);
    const verdict = await log.append(stream, expected, events).catch(() => null);
    if (fault === 'no-position' && verdict?.is === 'written') answer(null, successOf(verdict.revision, null));
    else if (fault !== undefined) this.#fail(fault, answer);
    else if (verdict !== null) this.#tell(verdict, stream, expected, answer);
  }

  #fail(fault: Parameters<typeof errorOf>[0], answer: Answer): void {
    const error = errorOf(fault);
    if (error !== null) answer(error);
  }

  #tell(verdict: Verdict, stream: string, expected: Expected, answer: Answer): void {
    if (verdict.is === 'written') answer(null, successOf(verdict.revision, verdict.position));
    else if (verdict.is === 'conflict') answer(null, conflictOf(expected, verdict.actual));
    else if (verdict.is === 'deleted') answer(streamDeleted(stream));
    else setTimeout(() => answer(timedOut('Commit phase timeout.')), this.settings.commitTimeoutMs);
  }
}
