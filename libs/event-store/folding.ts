import { toMs } from '@lien-thong/calendar';
import type { Decider, Event, Recorded } from '@lien-thong/domain';
import { FIRST_PREV_HASH } from './chain.js';
import type { Codec } from './codec.js';
import { UnreadableEvent } from './command-errors.js';
import type { StoredEvent } from './event-store.js';
import { NO_EVENTS } from './expectation.js';
import type { Upcast } from './upcasting.js';

/** Where a command stands in its stream. */
export interface CommandTrace {
  readonly firstRevision: number;
  readonly lastRevision: number;
  /** Of its last event. */
  readonly position: string;
  readonly bodyHash?: string;
}

/** A stream, folded up to one revision; `revision` is -1 and `position` null for a stream that is not there. */
export interface Folded<S> {
  readonly state: S;
  readonly revision: number;
  readonly position: string | null;
  readonly lastHash: string;
  /** Milliseconds; -Infinity for a stream that is not there. */
  readonly lastRecordedAt: number;
  /** Has anything of it been sealed yet? */
  readonly sealed: boolean;
  /** Grows with the stream and is shared by all its folds: look at `lastRevision` before you believe it of an older one. */
  readonly commands: ReadonlyMap<string, CommandTrace>;
}

export interface Fold<S, E extends Event> {
  readonly empty: () => Folded<S>;
  readonly read: (event: StoredEvent) => Recorded<E>;
  readonly advance: (folded: Folded<S>, events: readonly StoredEvent[]) => Folded<S>;
  /** The same beside the log: the command is not taken down as one that the stream has. */
  readonly imagine: (folded: Folded<S>, events: readonly StoredEvent[]) => Folded<S>;
  /** Takes down what was imagined, once it is in the log. */
  readonly confirm: (before: Folded<S>, imagined: Folded<S>, position: string) => Folded<S>;
}

/** Reading a stream: upcast, decode, evolve. Deciders, histories and repeats all read through this one. */
export const folding = <C, S, E extends Event>(decider: Decider<C, S, E>, codec: Codec<E>, upcast: Upcast): Fold<S, E> => {
  const decoded = (event: StoredEvent): Recorded<E> => recorded(event, codec.decode(upcast(event)));
  const read = (event: StoredEvent): Recorded<E> => {
    try {
      return decoded(event);
    } catch (error) {
      throw unreadable(event, error);
    }
  };
  const evolved = (before: S, events: readonly StoredEvent[]): S => {
    let state = before;
    let at = 0;
    try {
      for (; at < events.length; at += 1) state = decider.evolve(state, decoded(events[at] as StoredEvent));
      return state;
    } catch (error) {
      throw unreadable(events[at] as StoredEvent, error);
    }
  };
  const advance = (folded: Folded<S>, events: readonly StoredEvent[]): Folded<S> => {
    const last = events.at(-1);
    if (last === undefined) return folded;
    return {
      state: evolved(folded.state, events),
      revision: last.revision,
      position: last.position,
      lastHash: last.metadata.hash,
      lastRecordedAt: toMs(last.metadata.recordedAt),
      sealed: folded.sealed || events.some(isSealed),
      commands: traced(folded.commands, events),
    };
  };
  return {
    read,
    advance,
    imagine: (folded, events) => advance({ ...folded, commands: new Map() }, events),
    confirm: (before, imagined, position) => {
      const commands = before.commands as Map<string, CommandTrace>;
      for (const [id, trace] of imagined.commands) commands.set(id, { ...trace, position });
      return { ...imagined, position, commands };
    },
    empty: () => ({
      state: decider.initial,
      revision: NO_EVENTS,
      position: null,
      lastHash: FIRST_PREV_HASH,
      lastRecordedAt: Number.NEGATIVE_INFINITY,
      sealed: false,
      commands: new Map(),
    }),
  };
};

const unreadable = (event: StoredEvent, cause: unknown): UnreadableEvent =>
  new UnreadableEvent(event.stream, event.revision, event.type, cause);

const recorded = <E extends Event>({ id, revision, metadata }: StoredEvent, event: E): Recorded<E> => {
  const { commandId, bodyHash, actor, occurredAt, recordedAt } = metadata;
  // The event's own members come last and the two cases apart: V8 takes 0.07 µs for this, and 5 µs the other way round.
  return bodyHash === undefined
    ? { id, revision, commandId, actor, occurredAt, recordedAt, ...event }
    : { id, revision, commandId, bodyHash, actor, occurredAt, recordedAt, ...event };
};

const isSealed = ({ data }: StoredEvent): boolean => typeof data === 'object' && data !== null && 'sealed' in data;

const traced = (known: ReadonlyMap<string, CommandTrace>, events: readonly StoredEvent[]): Map<string, CommandTrace> => {
  // Copying it at every event of a long stream would cost the square of its length.
  const commands = known as Map<string, CommandTrace>;
  let [open, firstRevision]: [string | null, number] = [null, 0];
  for (const { revision, position, metadata } of events) {
    const { commandId, bodyHash } = metadata;
    // The events of one command stand together; only those of the first may have begun on an earlier page.
    if (open !== commandId) firstRevision = (open === null ? commands.get(commandId)?.firstRevision : undefined) ?? revision;
    open = commandId;
    commands.set(commandId, { firstRevision, lastRevision: revision, position, bodyHash });
  }
  return commands;
};
