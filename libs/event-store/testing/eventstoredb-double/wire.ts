import shared, { type StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type AppendReq, type AppendResp, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { status as Code, Metadata, type ServiceError } from '@grpc/grpc-js';
import { type Expected, type LogRecord, NO_STREAM, type ProposedEvent } from './records.js';

export const streamNameOf = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

const identifierOf = (stream: string): StreamIdentifier => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));
  return identifier;
};

interface ExpectedOptions {
  hasRevision(): boolean;
  getRevision(): string;
  hasNoStream(): boolean;
  hasAny(): boolean;
}

export const expectedOf = (options: ExpectedOptions): Expected => {
  if (options.hasRevision()) return BigInt(options.getRevision());
  if (options.hasNoStream()) return 'no-stream';
  return options.hasAny() ? 'any' : 'stream-exists';
};

/** @returns null when the event lacks what a server asks for. */
export const proposedOf = (message: AppendReq.ProposedMessage): ProposedEvent | null => {
  const type = message.getMetadataMap().get('type');
  const contentType = message.getMetadataMap().get('content-type');
  if (type === undefined || contentType === undefined) return null;
  return {
    id: message.getId()?.getString() ?? '',
    type,
    json: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
};

/** `at` is null where the server no longer knows the position. */
export const successOf = (revision: bigint, at: bigint | null): AppendResp => {
  const success = new streams.AppendResp.Success();
  if (revision === NO_STREAM) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(revision));
  if (at === null) success.setNoPosition(new shared.Empty());
  else {
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(at));
    position.setPreparePosition(String(at));
    success.setPosition(position);
  }
  const response = new streams.AppendResp();
  response.setSuccess(success);
  return response;
};

/** A conflict is an answer, not an error. */
export const conflictOf = (expected: Expected, actual: bigint): AppendResp => {
  const conflict = new streams.AppendResp.WrongExpectedVersion();
  if (actual === NO_STREAM) conflict.setCurrentNoStream(new shared.Empty());
  else conflict.setCurrentRevision(String(actual));
  if (expected === 'no-stream') conflict.setExpectedNoStream(new shared.Empty());
  else if (expected === 'any') conflict.setExpectedAny(new shared.Empty());
  else if (expected === 'stream-exists') conflict.setExpectedStreamExists(new shared.Empty());
  else conflict.setExpectedRevision(String(expected));
  const response = new streams.AppendResp();
  response.setWrongExpectedVersion(conflict);
  return response;
};

const recordedOf = (record: LogRecord): ReadResp.ReadEvent.RecordedEvent => {
  const id = new shared.UUID();
  id.setString(record.id);
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(record.stream));
  recorded.setStreamRevision(String(record.revision));
  recorded.setCommitPosition(String(record.position));
  recorded.setPreparePosition(String(record.position));
  recorded.getMetadataMap().set('type', record.type);
  recorded.getMetadataMap().set('created', record.created);
  recorded.getMetadataMap().set('content-type', record.json ? 'application/json' : 'application/octet-stream');
  recorded.setData(record.data);
  recorded.setCustomMetadata(record.metadata);
  return recorded;
};

export const eventOf = (record: LogRecord): ReadResp => {
  const event = new streams.ReadResp.ReadEvent();
  event.setEvent(recordedOf(record));
  event.setCommitPosition(String(record.position));
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
};

export const confirmationOf = (subscription: string): ReadResp => {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(subscription);
  const response = new streams.ReadResp();
  response.setConfirmation(confirmation);
  return response;
};

export const checkpointOf = (at: bigint): ReadResp => {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(at));
  checkpoint.setPreparePosition(String(at));
  const response = new streams.ReadResp();
  response.setCheckpoint(checkpoint);
  return response;
};

export const caughtUp = (): ReadResp => {
  const response = new streams.ReadResp();
  response.setCaughtUp(new streams.ReadResp.CaughtUp());
  return response;
};

export const notFoundOf = (stream: string): ReadResp => {
  const notFound = new streams.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifierOf(stream));
  const response = new streams.ReadResp();
  response.setStreamNotFound(notFound);
  return response;
};

/** An error as the server gives it: a code, words, and for those that the client types, its name in the trailers. */
export const failure = (code: Code, details: string, trailers: Readonly<Record<string, string>> = {}): ServiceError => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
};

export const serverNotReady = (): ServiceError => failure(Code.UNAVAILABLE, 'Server Is Not Ready');
export const accessDenied = (): ServiceError => failure(Code.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const timedOut = (what: string): ServiceError => failure(Code.ABORTED, `Operation timed out: ${what}`);
export const streamDeleted = (stream: string): ServiceError =>
  failure(Code.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
export const notLeader = (host: string, port: number): ServiceError =>
  failure(Code.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });
export const appendTooLarge = (limit: number): ServiceError =>
  failure(Code.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });
