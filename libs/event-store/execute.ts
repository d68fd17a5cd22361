import { toMs, toText } from '@lien-thong/calendar';
import type { Actor, Decider, Decision, Event } from '@lien-thong/domain';
import type { Codec, Sealer } from './codec.js';
import { LostRaces } from './command-errors.js';
import type { EventStore } from './event-store.js';
import { FoldedStreams, type History } from './folded-streams.js';
import { type CommandTrace, type Folded, folding } from './folding.js';
import { type Outcome, Outcomes } from './outcomes.js';
import { recording } from './recording.js';
import { StreamQueue } from './stream-queue.js';
import { CURRENT_SCHEMA, type Upcaster, upcasting } from './upcasting.js';

export interface ExecuteOptions<C, S, E extends Event> {
  readonly store: EventStore;
  readonly decider: Decider<C, S, E>;
  readonly codec: Codec<E>;
  readonly sealer?: Sealer;
  /** How many streams are kept folded; 0 reads each time. */
  readonly cache?: { readonly streams: number };
  /** Milliseconds since 1970. */
  now(): number;
  /** How often a lost race is decided again. 64 writers on one stream need 64 at the worst. */
  readonly attempts?: number;
  /** After an unknown outcome the stream is read back after each of these waits, in milliseconds. */
  readonly readBackAfter?: readonly number[];
  readonly schema?: number;
  readonly upcasters?: readonly Upcaster[];
}

export interface Envelope {
  readonly commandId: string;
  readonly bodyHash?: string;
  readonly actor: Actor;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly dryRun?: boolean;
  /** -1: the stream is not there. */
  readonly ifRevision?: number;
}

export interface Executor<C, S, E extends Event> {
  /**
   * @throws whatever the decider refuses with, `CommandReused`, `RevisionMismatch`, `LostRaces`, `StoreUnavailable`
   * (then it is not known whether the command was recorded: the same command again will tell), `UnreadableEvent`.
   */
  execute(stream: string, command: C, envelope: Envelope): Promise<Outcome<S, E>>;
  /** The stream as it stands now, other processes' appends included. */
  load(stream: string): Promise<Folded<S>>;
  /** `upTo` is inclusive. */
  read(stream: string, upTo?: number): Promise<History<S, E>>;
}

type Verdict<E extends Event> =
  | { readonly is: 'repeat'; readonly trace: CommandTrace }
  | { readonly is: 'mismatch'; readonly seen: number }
  | { readonly is: 'refused'; readonly error: unknown }
  | { readonly is: 'nothing' }
  | { readonly is: 'recorded'; readonly decision: Decision<E>; readonly recordedAt: string };

export const executor = <C, S, E extends Event>(options: ExecuteOptions<C, S, E>): Executor<C, S, E> => {
  const { schema = CURRENT_SCHEMA, codec, sealer } = options;
  const fold = folding(options.decider, codec, upcasting(options.upcasters, schema));
  const streams = new FoldedStreams(options.store, fold, options.cache?.streams ?? 2_000);
  const outcomes = new Outcomes(options.store, streams, fold, recording<S, E>({ codec, sealer, schema }), options.readBackAfter);
  const queue = new StreamQueue();
  return {
    execute: (stream, command, envelope) => queue.run(stream, () => run(options, streams, outcomes, stream, command, envelope)),
    load: (stream) => streams.current(stream),
    read: (stream, upTo) => streams.history(stream, upTo),
  };
};

/**
 * The write path: a stream's state, the decision on it, an append at exactly that revision. A kept state needs no read
 * to be believed where an append follows, for the append proves it; every other verdict on it is checked for its age.
 */
const run = async <C, S, E extends Event>(
  options: ExecuteOptions<C, S, E>,
  streams: FoldedStreams<S, E>,
  outcomes: Outcomes<S, E>,
  stream: string,
  command: C,
  envelope: Envelope,
): Promise<Outcome<S, E>> => {
  const attempts = options.attempts ?? 64;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const held = streams.held(stream);
    const before = held ?? (await streams.current(stream));
    const verdict = judge(options, command, envelope, before);
    if (verdict.is === 'repeat') return outcomes.repeat(stream, verdict.trace, envelope);
    if (verdict.is === 'recorded' && !envelope.dryRun) {
      const outcome = await outcomes.append({ stream, before, by: envelope, ...verdict });
      if (outcome !== null) return outcome;
      continue;
    }
    if (held !== undefined && (await streams.current(stream)).revision > held.revision) continue;
    if (verdict.is === 'refused') throw verdict.error;
    if (verdict.is === 'mismatch') throw await outcomes.mismatch(stream, verdict.seen);
    if (verdict.is === 'nothing') return outcomes.unchanged(before);
    return outcomes.dryRun({ stream, before, by: envelope, ...verdict });
  }
  throw new LostRaces(stream, attempts);
};

const judge = <C, S, E extends Event>(
  { decider, now }: ExecuteOptions<C, S, E>,
  command: C,
  envelope: Envelope,
  before: Folded<S>,
): Verdict<E> => {
  const trace = before.commands.get(envelope.commandId);
  if (trace !== undefined) return { is: 'repeat', trace };
  const seen = envelope.ifRevision;
  if (seen !== undefined && seen !== before.revision) return { is: 'mismatch', seen };
  const recordedAt = toText(Math.max(now(), before.lastRecordedAt));
  try {
    const decision = decider.decide(command, before.state, recordedAt);
    if (decision.events.length === 0) return { is: 'nothing' };
    if (toMs(decision.occurredAt) > toMs(recordedAt)) throw new Error('a decision that occurs after it is recorded');
    return { is: 'recorded', decision, recordedAt };
  } catch (error) {
    return { is: 'refused', error };
  }
};
