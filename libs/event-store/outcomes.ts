import { randomUUID } from 'node:crypto';
import type { Event, Recorded } from '@lien-thong/domain';
import { CommandReused, RevisionMismatch } from './command-errors.js';
import type { Appended, EventStore, NewEvent, StoredEvent } from './event-store.js';
import { expectationOf, revisionOf } from './expectation.js';
import type { FoldedStreams } from './folded-streams.js';
import type { CommandTrace, Fold, Folded } from './folding.js';
import { readBack } from './read-back.js';
import type { Intent, Provenance, Recording } from './recording.js';
import {
  AppendTooLarge,
  InvalidEvent,
  InvalidStream,
  StoreUnavailable,
  StreamDeleted,
  WrongExpectedRevision,
} from './store-errors.js';

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
  /** Of this process: two that decide the same command in the same millisecond record the same events, to the hash. */
  readonly #writer = randomUUID();

  constructor(
    private readonly store: EventStore,
    private readonly streams: FoldedStreams<S, E>,
    private readonly fold: Fold<S, E>,
    private readonly record: Recording<S, E>,
    private readonly readBackAfter: readonly number[] = store.readBackAfter,
  ) {}

  /** @returns null when the race for the revision was lost. */
  async append(intent: Intent<S, E>): Promise<Outcome<S, E> | null> {
    const { stream, before, by } = intent;
    const events = this.#signed(await this.record(intent));
    // Folded before it is written: what cannot be read back never gets into the log.
    const imagined = this.#imagine(intent, events);
    const lookForIt = (cause: unknown) =>
      readBack(this.store, stream, this.readBackAfter, cause, () => this.#inTheLog(stream, events, by));
    let appended: Appended;
    try {
      appended = await this.store.append(stream, expectationOf(before.revision), events);
    } catch (error) {
      if (notWritten(error)) throw error;
      return error instanceof WrongExpectedRevision ? this.#behind(before, error) : lookForIt(error);
    }
    try {
      return await this.#appended(intent, events, imagined, appended);
    } catch (error) {
      // It is written; whose it is could not be read.
      if (error instanceof StoreUnavailable) return lookForIt(error);
      throw error;
    }
  }

  async #appended(
    { stream, before, by }: Intent<S, E>,
    events: readonly NewEvent[],
    { folded, outcome }: Imagined<S, E>,
    { revision, position, fresh }: Appended,
  ): Promise<Outcome<S, E> | null> {
    // The hash of the last event covers all before it: where it is ours, all of it is.
    const ours = fresh ?? (await this.#markAt(stream, revision)) === markOf(events.at(-1));
    if (ours) {
      this.streams.keep(stream, this.fold.confirm(before, folded, position));
      return { ...outcome, position };
    }
    // Another process may have recorded this very command at this very revision, at another instant: its events stand.
    const found = await this.#inTheLog(stream, events, by);
    return found === null ? null : { ...found, repeated: true };
  }

  /** Shows what would be, seals nothing and makes no key. */
  async dryRun(intent: Intent<S, E>): Promise<Outcome<S, E>> {
    const events = intent.decision.events.map((event) => ({ ...event, personal: undefined }));
    const readable = { ...intent, decision: { ...intent.decision, events } };
    return this.#imagine(readable, await this.record(readable)).outcome;
  }

  async repeat(stream: string, trace: CommandTrace, by: Provenance): Promise<Outcome<S, E>> {
    if (trace.bodyHash !== by.bodyHash) throw new CommandReused(stream, by.commandId);
    const { events, state, revision } = await this.streams.history(stream, trace.lastRevision);
    return { state, revision, position: trace.position, events: events.slice(trace.firstRevision), repeated: true };
  }

  unchanged({ state, revision, position }: Folded<S>): Outcome<S, E> {
    return { state, revision, position, events: [], repeated: false };
  }

  async mismatch(stream: string, seen: number): Promise<RevisionMismatch<E>> {
    const { events, revision } = await this.streams.history(stream);
    return new RevisionMismatch<E>(stream, seen, revision, events.slice(Math.max(0, seen + 1)));
  }

  #imagine({ stream, before }: Intent<S, E>, events: readonly NewEvent[]): Imagined<S, E> {
    const placed = events.map(({ id, type, data, metadata }, index): StoredEvent => {
      const revision = before.revision + 1 + index;
      return { stream, revision, position: '', id, type, data, metadata };
    });
    const folded = this.fold.imagine(before, placed);
    const { state, revision } = folded;
    return { folded, outcome: { state, revision, position: null, events: placed.map(this.fold.read), repeated: false } };
  }

  /** What was folded stays true, and only what came since is read; unless the log has lost what we knew of it. */
  async #behind(before: Folded<S>, { stream, actual }: WrongExpectedRevision): Promise<null> {
    if (revisionOf(actual) > before.revision) await this.streams.current(stream);
    else this.streams.drop(stream);
    return null;
  }

  /** What the log holds under this command, or null; `repeated` unless it is, to the hash, what we sent. */
  async #inTheLog(stream: string, sent: readonly NewEvent[], by: Provenance): Promise<Outcome<S, E> | null> {
    this.streams.drop(stream);
    const trace = (await this.streams.current(stream)).commands.get(by.commandId);
    if (trace === undefined) return null;
    const ours = (await this.#markAt(stream, trace.lastRevision)) === markOf(sent.at(-1));
    return { ...(await this.repeat(stream, trace, by)), repeated: !ours };
  }

  async #markAt(stream: string, revision: number): Promise<string | undefined> {
    const [event] = await this.store.readStream(stream, { from: revision, limit: 1 });
    return markOf(event);
  }

  /** Where the store cannot tell a repeat, the last event says which process wrote it. */
  #signed(events: readonly NewEvent[]): readonly NewEvent[] {
    if (this.store.tellsRepeats) return events;
    const writer = this.#writer;
    return events.map((event, n) => (n < events.length - 1 ? event : { ...event, metadata: { ...event.metadata, writer } }));
  }
}

/** What will be, should the append go well. */
interface Imagined<S, E extends Event> {
  readonly folded: Folded<S>;
  readonly outcome: Outcome<S, E>;
}

const notWritten = (error: unknown): boolean =>
  error instanceof AppendTooLarge ||
  error instanceof InvalidEvent ||
  error instanceof InvalidStream ||
  error instanceof StreamDeleted ||
  (error instanceof StoreUnavailable && error.notWritten);

const markOf = (event: Pick<NewEvent, 'metadata'> | undefined): string | undefined =>
  event && `${event.metadata.hash} ${event.metadata.writer ?? ''}`;
