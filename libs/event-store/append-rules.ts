import type { ExpectedRevision, NewEvent } from './event-store.js';
import { isWellFormed, notJson } from './json.js';
import { AppendTooLarge, InvalidEvent, InvalidStream } from './store-errors.js';

/** EventStoreDB's limit for the sum of one append; every adapter keeps it, so that a log can move between them. */
export const APPEND_LIMIT_BYTES = 1_048_576;

// An accent at the front of the id would join the hyphen, and EventStoreDB would no longer find the stream by its prefix.
const STREAM = /^[A-Za-z][A-Za-z0-9_]*-(?!\p{M})[^\p{Cc}\s]+$/u;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An event whose values have become text, once, before anything else sees it. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

export interface PreparedAppend {
  readonly events: readonly PreparedEvent[];
  readonly bytes: number;
}

/** What every adapter refuses before the wire, in one place. */
export const prepareAppend = (stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): PreparedAppend => {
  assertStream(stream);
  const fault = faultOf(expected, events);
  if (fault !== null) throw new InvalidEvent(stream, fault);
  const prepared = events.map(({ id, type, data, metadata }) => ({
    id,
    type,
    data: JSON.stringify(data),
    metadata: JSON.stringify(metadata),
  }));
  const bytes = prepared.reduce((sum, event) => sum + bytesOf(event), 0);
  if (bytes > APPEND_LIMIT_BYTES) throw new AppendTooLarge(stream, bytes, APPEND_LIMIT_BYTES);
  return { events: prepared, bytes };
};

export const assertStream = (stream: string): void => {
  if (stream.length > 250 || !isWellFormed(stream) || !STREAM.test(stream)) throw new InvalidStream(stream);
};

const bytesOf = (event: PreparedEvent): number =>
  Buffer.byteLength(event.type) + Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);

const faultOf = (expected: ExpectedRevision, events: readonly NewEvent[]): string | null => {
  if (expected !== 'no-stream' && !(Number.isSafeInteger(expected) && expected >= 0)) return `expected revision ${expected}`;
  if (events.length === 0) return 'no events';
  if (events.length > 1 && new Set(events.map(({ id }) => id)).size < events.length) return 'one event id twice';
  for (const [index, event] of events.entries()) {
    const fault = eventFault(event);
    if (fault !== null) return `event ${index}: ${fault}`;
  }
  return null;
};

const eventFault = ({ id, type, data, metadata }: NewEvent): string | null => {
  if (!UUID.test(id)) return 'its id is no UUID in lower case';
  if (type === '' || type.startsWith('$') || type.length > 200 || !isWellFormed(type)) return 'its type is no event name';
  return notJson(data, 'data') ?? notJson(metadata, 'metadata');
};
