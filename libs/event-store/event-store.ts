import type { Instant } from '@lien-thong/calendar';
import type { Actor } from '@lien-thong/domain';
import type { Json } from './json.js';

export interface Metadata {
  readonly commandId: string;
  /** A keyed hash of the command's body: the same command id with another body is another command. */
  readonly bodyHash?: string;
  readonly actor: Actor;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  /** The process that wrote the command, in its last event, where the store cannot tell repeats. */
  readonly writer?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly schema: number;
  readonly prevHash: string;
  readonly hash: string;
}

/** `id` is a UUID. `data` is already sealed: nothing readable of a person is in it. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly metadata: Metadata;
}

/** An event as it stands in the log. `position` is opaque and ordered by `comparePositions`. */
export interface StoredEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
}

/** An event passes when it is of one of the types and in a stream that begins with one of the prefixes. */
export interface EventFilter {
  readonly streams?: readonly string[];
  readonly types?: readonly string[];
}

export type ExpectedRevision = 'no-stream' | number;

/** Revision and position of the last event appended. */
export interface Appended {
  readonly revision: number;
  readonly position: string;
  /** Did this call write the events, or an earlier one? Absent where the store cannot tell (EventStoreDB). */
  readonly fresh?: boolean;
}

export interface ReadStreamOptions {
  /** Inclusive; by default the first revision, or the last when reading backwards. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Exclusive; null is before the first event. */
  readonly after: string | null;
  readonly limit: number;
  readonly filter?: EventFilter;
}

/** `next` is where to go on from; it moves on even when nothing matched, and stays when the log's end is reached. */
export interface Page {
  readonly events: StoredEvent[];
  readonly next: string;
}

export interface SubscribeOptions {
  readonly after: string | null;
  readonly filter?: EventFilter;
  /**
   * The next batch is read when this one is done. `checkpoint` is what to store and to resume from; a batch may be
   * empty when the checkpoint moved over events that the filter leaves out. Throwing ends the subscription.
   */
  onEvents(batch: readonly StoredEvent[], checkpoint: string): Promise<void> | void;
  /** Called again each time a subscriber that fell behind is live again. */
  onCaughtUp?(): void;
  /** Called when a subscriber that was live is live no longer: more came than it could take, or the log is away. */
  onFellBehind?(): void;
}

export interface Subscription {
  /** Settles when the subscription has ended: null after `stop()`, otherwise what ended it. Never rejects. */
  readonly closed: Promise<Error | null>;
  readonly error: Error | null;
  /** Waits for the batch in hand; so `onEvents` itself must not await it. */
  stop(): Promise<void>;
}

export interface StoreHealth {
  readonly writable: boolean;
  readonly reason?: string;
  /** Not writable now, and trying again by itself. */
  readonly recovering?: boolean;
}

/** The log: streams of events at contiguous revisions from 0, and one order over all of them. The contract suite says the rest. */
export abstract class EventStore {
  /**
   * After an unknown outcome: how long to wait before each look whether it was written, in milliseconds. After the last one
   * whatever was under way has been written or given up.
   */
  readonly readBackAfter: readonly number[] = [0, 250, 1_000];
  /** Whether `Appended.fresh` is there. */
  readonly tellsRepeats: boolean = true;
  /**
   * All events or none, at exactly this revision. The same ids at the same expected revision again: success with the
   * original revision, also after the stream has grown. Otherwise `WrongExpectedRevision`; an unknown outcome is
   * `StoreUnavailable`.
   */
  abstract append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;
  /** Empty for a missing stream. */
  abstract readStream(stream: string, options?: ReadStreamOptions): Promise<StoredEvent[]>;
  abstract readAll(options: ReadAllOptions): Promise<Page>;
  abstract subscribe(options: SubscribeOptions): Subscription;
  /** Position of the last event; null for an empty log. */
  abstract head(): Promise<string | null>;
  abstract health(): StoreHealth;
  abstract close(): Promise<void>;
}
