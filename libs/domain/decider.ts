import type { Instant } from '@lien-thong/calendar';

/** Who does something. `agency` and `roles` are those under which it is done; alarms act as `subject: "system"`. */
export interface Actor {
  readonly subject: string;
  readonly name?: string;
  readonly agency: string;
  readonly roles: readonly string[];
  readonly onBehalfOf?: string;
}

/**
 * What a decider answers. `data` is written to the log as it stands; `personal` is sealed under the stream's own key
 * before it is written, and is never read back by a decider.
 */
export interface Event<T extends string = string, D extends object = object> {
  readonly type: T;
  readonly data: D;
  readonly personal?: Personal;
}
export type Personal = Readonly<Record<string, unknown>>;

/** An event as it stands in the log. Both times are on every event: when it happened, and when it was written. */
export type Recorded<E extends Event = Event> = E & {
  readonly id: string;
  readonly revision: number;
  readonly commandId: string;
  readonly bodyHash?: string;
  readonly actor: Actor;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
};

/** All events of one command: one append, one `occurredAt`, one `recordedAt`. No events: "already so". */
export interface Decision<E extends Event> {
  readonly occurredAt: Instant;
  readonly events: readonly E[];
}

/** `decide` and `evolve` are pure: time, ids and actors come in with the command. A lawful "no" is a thrown `Refusal`. */
export interface Decider<C, S, E extends Event> {
  readonly initial: S;
  /** `recordedAt` is the instant at which the decision will be written: never before the stream's last event. */
  decide(command: C, state: S, recordedAt: Instant): Decision<E>;
  evolve(state: S, event: Recorded<E>): S;
}
