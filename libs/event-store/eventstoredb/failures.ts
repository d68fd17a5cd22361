import type { ExpectedRevision } from '../event-store.js';
import { AppendTooLarge, StoreUnavailable, StreamDeleted, WrongExpectedRevision } from '../store-errors.js';

/** The fields by which the client's errors are told apart; those of raw gRPC errors have a code and no type. */
interface ClientError {
  readonly type?: string;
  readonly code?: number;
  readonly details?: string;
  readonly message?: string;
  readonly actualVersion?: bigint | 'no_stream';
  readonly maxAppendSize?: number;
  readonly _raw?: { readonly details?: string };
}

/** A call that had no answer in our own time. */
export class TimedOut extends Error {
  readonly type = 'deadline-exceeded';
}

export const typeOf = (error: unknown): string | undefined => (error as ClientError | null)?.type;

/** The server that was asked does not lead, and has done nothing. The client knows the leader now. */
export const isNotLeader = (error: unknown): boolean => typeOf(error) === 'not-leader';

/** The client was thrown away before the call had begun: a call that waited in it, or came too late, was never sent. */
export const isOfAnEndedClient = (error: unknown): boolean => ENDED_CLIENT.test(wordsOf(error as ClientError));

const ENDED_CLIENT = /^Channel (closed before call started|has been shut down)/;

/** Nobody is there, or nobody answers, or what is there is not ready: another connection may do better. */
export const isOfTheConnection = (error: unknown): boolean => {
  const { type } = error as ClientError;
  // A caller's mistake says nothing against the server, however often it is made.
  if (isInvalidPosition(error)) return false;
  if (type === undefined) return !(error instanceof StoreUnavailable);
  return ['unavailable', 'deadline-exceeded', 'timeout', 'cancelled', 'unknown', 'not-leader'].includes(type);
};

/** What the port says of it. Nothing of the connection string is ever in an error of the client that gets here. */
export const portErrorOf = (error: unknown): Error => {
  if (error instanceof StoreUnavailable) return error;
  const { type, code } = error as ClientError;
  const words = wordsOf(error as ClientError);
  if (type === 'access-denied' || code === GRPC_UNAUTHENTICATED)
    return new StoreUnavailable('the event store server refuses the user of the connection string', {
      notWritten: true,
      refused: true,
    });
  if (type === 'not-leader') return new StoreUnavailable('the event store has no leader now', { notWritten: true });
  if (type === 'deadline-exceeded')
    return new StoreUnavailable('the event store server did not answer in time', {
      cause: error instanceof TimedOut ? error : undefined,
    });
  const notWritten = REFUSALS.some((refusal) => refusal.test(words));
  return new StoreUnavailable(`the event store server: ${words}`, { notWritten });
};

/** The same of an append, whose conflicts and limits are answers, not failures. */
export const appendErrorOf = (error: unknown, stream: string, expected: ExpectedRevision, bytes: number): Error => {
  const { type, actualVersion, maxAppendSize } = error as ClientError;
  switch (type) {
    case 'wrong-expected-version':
      return new WrongExpectedRevision(stream, expected, actualVersion === 'no_stream' ? 'no-stream' : Number(actualVersion));
    case 'maximum-append-size-exceeded':
      return new AppendTooLarge(stream, bytes, maxAppendSize ?? 0);
    case 'stream-deleted':
      return new StreamDeleted(stream);
    default:
      return portErrorOf(error);
  }
};

const GRPC_UNAUTHENTICATED = 16;

/** Answers of a server, or of the wire, that say that nothing was begun. */
const REFUSALS = [
  /^Server Is Not Ready$/,
  /^Server Is Too Busy$/,
  /^No leader info available/,
  /^No connection established/,
  ENDED_CLIENT,
  /^Failed to discover after/,
];

const wordsOf = ({ _raw, details, message, code }: ClientError): string =>
  (_raw?.details ?? details ?? (message === undefined || message === '' ? `gRPC code ${code}` : message)).replace(
    /\s*Resolution note:\s*$/,
    '',
  );

/** A position in the middle of an event, or of another log. */
export const isInvalidPosition = (error: unknown): boolean =>
  /InvalidPosition|from an invalid position/.test(wordsOf(error as ClientError));
