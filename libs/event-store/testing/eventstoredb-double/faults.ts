import { status as Code, type ServiceError } from '@grpc/grpc-js';
import { accessDenied, failure, serverNotReady, timedOut } from './wire.js';

/** What may go wrong with a call that has reached the server. */
export type Fault =
  /** Done, and never answered: the caller's deadline passes. */
  | 'reply-lost'
  /** Done, and the connection breaks before the answer. */
  | 'reply-broken'
  /** Neither done nor answered. */
  | 'request-lost'
  | 'not-ready'
  | 'too-busy'
  | 'unavailable'
  /** What an append meets that is in flight when its server stops: not done. */
  | 'cancelled-by-server'
  /** The same, and it was done. */
  | 'cancelled-after-commit'
  /** Taken now, done later, never answered; repeats in the meantime are dropped. */
  | 'in-flight'
  /** An error without a name: code 13, as a broken HTTP/2 stream gives it. */
  | 'reset'
  /** An error that no client has heard of. */
  | 'unheard-of'
  | 'access-denied'
  /** Done, and the answer says no position. */
  | 'no-position'
  /** Done, after half a second without a word. */
  | 'search-long';

/** `search`: reads of `$all` with a filter; they are reads as well. */
export type FaultyCall = 'append' | 'read' | 'search' | 'subscribe';

/** Faults wait for the next call of their kind, and are used up one by one. */
export class Faults {
  readonly #waiting: Record<FaultyCall, Fault[]> = { append: [], read: [], search: [], subscribe: [] };

  next(fault: Fault, { on = 'append', times = 1 }: { readonly on?: FaultyCall; readonly times?: number } = {}): void {
    for (let time = 0; time < times; time += 1) this.#waiting[on].push(fault);
  }

  clear(): void {
    for (const waiting of Object.values(this.#waiting)) waiting.length = 0;
  }

  take(on: FaultyCall): Fault | undefined {
    return this.#waiting[on].shift();
  }
}

/** What the caller is told; null for those who are told nothing. */
export const errorOf = (fault: Fault): ServiceError | null => {
  switch (fault) {
    case 'reply-broken':
    case 'unavailable':
      return failure(Code.UNAVAILABLE, 'Connection dropped');
    case 'not-ready':
      return serverNotReady();
    case 'too-busy':
      return failure(Code.UNAVAILABLE, 'Server Is Too Busy');
    case 'cancelled-by-server':
    case 'cancelled-after-commit':
      return timedOut('Request canceled by server');
    case 'reset':
      return failure(Code.INTERNAL, 'Received RST_STREAM with code 2 (Internal server error)');
    case 'unheard-of':
      return failure(Code.UNKNOWN, 'Exception was thrown by handler.');
    case 'access-denied':
      return accessDenied();
    default:
      return null;
  }
};

/** Is it done all the same? */
export const isDone = (fault: Fault): boolean =>
  fault === 'reply-lost' || fault === 'reply-broken' || fault === 'cancelled-after-commit' || fault === 'no-position';
