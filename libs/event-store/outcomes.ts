import { setTimeout as wait } from 'node:timers/promises';
import type { Decision, Event, Recorded } from '@lien-thong/domain';
import { CommandReused, RevisionMismatch } from './command-errors.js';
import type { EventStore, NewEvent, StoredEvent } from './event-store.js';
import { expectationOf } from './expectation.js';
import type { FoldedStreams } from './folded-streams.js';
import type { CommandTrace, Fold, Folded } from './folding.js';
import type { Provenance, Record } from './recording.js';
import { AppendTooLarge, InvalidEvent, InvalidStream, StoreUnavailable, WrongExpectedRevision } from './store-errors.js';

/** `position` is that of the last event: of this command's, or of the stream when nothing was recorded; null for a dry run. */
export interface Outcome<S, E extends Event> {
  readonly state: S;
  readonly revision: number;
  readonly position: string | null;
  readonly events: readonly Recorded<E>[];
  /** The command was in the log already: these are its first outcome, and the state as it was then. */
  readonly repeated: boolean;
}

/** What can come of a command once it is judged. */
export class Outcomes<S, E extends Event> {
  constructor(
    private readonly store: EventStore,
    private readonly streams: FoldedStreams<S, E>,
    private readonly fold: Fold<S, E>,
    private readonly record: Record<S, E>,
    private readonly readBackAfter: readonly number[] = [0, 250, 1_000],
  ) {}

  async append(
    stream: string,
    before: Folded<S>,
    decision: Decision<E>,
    recordedAt: string,
    by: Provenance,
  ): Promise<Outcome<S, E> | 'lost-race'> {
    const events = await this.record(stream, before, decision, recordedAt, provenanceOf(by));
    try {
      const { position, fresh } = await this.store.append(stream, expectationOf(before.revision), events);
      // Another process may have recorded this very command at this very revision, at another instant: its events stand.
      if (fresh !== true) return await this.#inTheLog(stream, events, by);
      return this.#outcome(before, this.streams.advance.bind(this.streams, stream), placed(stream, before, events, position));
    } catch (error) {
      this.streams.drop(stream);
      if (error instanceof WrongExpectedRevision) return 'lost-race';
      if (neverSent(error)) throw error;
      return this.#readBack(stream, events, by, error);
    }
  }

  /** Shows what would be, seals nothing and makes no key. */
  async dryRun(
    stream: string,
    before: Folded<S>,
    decision: Decision<E>,
    recordedAt: string,
    by: Provenance,
  ): Promise<Outcome<S, E>> {
    const readable = { ...decision, events: decision.events.map((event) => ({ ...event, personal: undefined })) };
    const events = await this.record(stream, before, readable, recordedAt, provenanceOf(by));
    const apart = { ...before, commands: new Map() };
    return { ...this.#outcome(apart, this.fold.advance, placed(stream, before, events, '')), position: null };
  }

  async repeat(stream: string, trace: CommandTrace, by: Provenance): Promise<Outcome<S, E>> {
    if (trace.bodyHash !== by.bodyHash) throw new CommandReused(stream, by.commandId);
    const { events, state, revision } = await this.streams.history(stream, trace.lastRevision);
    return { state, revision, position: trace.position, events: events.slice(trace.firstRevision), repeated: true };
  }

  unchanged(before: Folded<S>): Outcome<S, E> {
    return { state: before.state, revision: before.revision, position: before.position, events: [], repeated: false };
  }

  async mismatch(stream: string, seen: number): Promise<RevisionMismatch<E>> {
    const { events, revision } = await this.streams.history(stream);
    return new RevisionMismatch<E>(stream, seen, revision, events.slice(Math.max(0, seen + 1)));
  }

  #outcome(
    before: Folded<S>,
    advance: (before: Folded<S>, events: readonly StoredEvent[]) => Folded<S>,
    events: readonly StoredEvent[],
  ): Outcome<S, E> {
    const { state, revision, position } = advance(before, events);
    return { state, revision, position, events: events.map(this.fold.read), repeated: false };
  }

  /** What the log holds under this command; `repeated` unless it is, to the hash, what we sent. */
  async #inTheLog(stream: string, sent: readonly NewEvent[], by: Provenance): Promise<Outcome<S, E> | 'lost-race'> {
    this.streams.drop(stream);
    const now = await this.streams.current(stream);
    const trace = now.commands.get(by.commandId);
    if (trace === undefined) return 'lost-race';
    const [last] = await this.store.readStream(stream, { from: trace.lastRevision, limit: 1 });
    const ours = last?.metadata.hash === sent.at(-1)?.metadata.hash;
    return { ...(await this.repeat(stream, trace, by)), repeated: !ours };
  }

  /** Never a blind second attempt: whoever gets the error may send the same command again, and will be told. */
  async #readBack(stream: string, sent: readonly NewEvent[], by: Provenance, cause: unknown): Promise<Outcome<S, E>> {
    for (const ms of this.readBackAfter) {
      if (ms > 0) await wait(ms);
      try {
        const found = await this.#inTheLog(stream, sent, by);
        if (found !== 'lost-race') return found;
      } catch (error) {
        if (error instanceof CommandReused) throw error;
      }
      if (!this.store.health().writable) break;
    }
    if (cause instanceof StoreUnavailable) throw cause;
    throw new StoreUnavailable(`the outcome of an append to ${stream} is not known`, { cause });
  }
}

const neverSent = (error: unknown): boolean =>
  error instanceof AppendTooLarge || error instanceof InvalidEvent || error instanceof InvalidStream;

/** Only the last position is known, and only the last is asked for. */
const placed = <S>(stream: string, before: Folded<S>, events: readonly NewEvent[], position: string): StoredEvent[] =>
  events.map((event, index) => ({ ...event, stream, revision: before.revision + 1 + index, position }));

const provenanceOf = ({ commandId, bodyHash, actor, correlationId, causationId }: Provenance): Provenance => ({
  commandId,
  bodyHash,
  actor,
  correlationId,
  causationId,
});
