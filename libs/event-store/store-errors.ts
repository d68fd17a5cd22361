import type { ExpectedRevision } from './event-store.js';

/** Another append came first. */
export class WrongExpectedRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: ExpectedRevision,
  ) {
    super(`stream ${stream} was expected at ${expected} and is at ${actual}`);
    this.name = 'WrongExpectedRevision';
  }
}

interface Unavailability extends ErrorOptions {
  readonly notWritten?: boolean;
  readonly refused?: boolean;
}

/**
 * The store cannot be reached, or has stopped writing. Whether an append under way was written is not known, unless
 * `notWritten` says that it was not and will not be. `refused`: it is there and does not let us in, so that waiting is in vain.
 */
export class StoreUnavailable extends Error {
  readonly notWritten: boolean;
  readonly refused: boolean;

  constructor(reason: string, { notWritten = false, refused = false, ...options }: Unavailability = {}) {
    super(reason, options);
    this.name = 'StoreUnavailable';
    this.notWritten = notWritten;
    this.refused = refused;
  }
}

/** Somebody has deleted the stream on the server for good; nothing can be appended to it any more. */
export class StreamDeleted extends Error {
  constructor(readonly stream: string) {
    super(`the stream ${stream} was deleted on the server for good`);
    this.name = 'StreamDeleted';
  }
}

export class AppendTooLarge extends Error {
  constructor(
    readonly stream: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`an append of ${bytes} bytes to ${stream}: at most ${limit} bytes in all its events together`);
    this.name = 'AppendTooLarge';
  }
}

/** What no store may be given; refused before anything is written. */
export class InvalidEvent extends Error {
  constructor(
    readonly stream: string,
    readonly fault: string,
  ) {
    super(`append to ${stream} refused: ${fault}`);
    this.name = 'InvalidEvent';
  }
}

/** A stream is `category-id`. */
export class InvalidStream extends Error {
  constructor(readonly stream: string) {
    super(`"${stream}" is no stream name: it is <category>-<id>, the category letters and digits, at most 250 characters`);
    this.name = 'InvalidStream';
  }
}
