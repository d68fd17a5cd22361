import streams, { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { DoubleLog } from './log.js';
import { type LogRecord, TOMBSTONE } from './records.js';

type Filter = (record: LogRecord) => boolean;

/** What a filter lets through; the server leaves out a few of its own streams always. */
export const filterOf = (options: ReadReq.Options): Filter => {
  const filter = options.getFilter();
  if (filter === undefined) return visible;
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  const subject: (record: LogRecord) => string = filter.hasStreamIdentifier() ? ({ stream }) => stream : ({ type }) => type;
  const regex = expression?.getRegex() ?? '';
  if (regex !== '') {
    const pattern = new RegExp(regex, 'u');
    return (record) => visible(record) && pattern.test(subject(record));
  }
  const prefixes = expression?.getPrefixList() ?? [];
  return (record) => visible(record) && prefixes.some((prefix) => subject(record).startsWith(prefix));
};

const visible: Filter = ({ stream }) => stream !== '$epoch-information';

/** Index of the first record at or behind a position. */
export const indexOf = (records: readonly LogRecord[], position: bigint): number => {
  let [low, high] = [0, records.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle] as LogRecord).position < position) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** A position in the middle of a record is none: a real server cannot read there. */
export const isAligned = (records: readonly LogRecord[], position: bigint): boolean => {
  const at = records[indexOf(records, position)];
  return at === undefined || position === 0n || at.position === position;
};

export const positionIn = (all: ReadReq.Options.AllOptions | undefined): bigint | 'start' | 'end' => {
  if (all?.hasEnd()) return 'end';
  const position = all?.getPosition();
  return position === undefined ? 'start' : BigInt(position.getCommitPosition());
};

/** Forwards a position is inclusive; backwards it is where a record ends, so exclusive. */
export function* readAll(log: DoubleLog, options: ReadReq.Options): Generator<LogRecord> {
  const from = positionIn(options.getAll());
  const filter = filterOf(options);
  const records = log.records;
  const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
  let at = from === 'start' ? 0 : from === 'end' ? records.length : indexOf(records, from);
  // Only what was there when the read reached it: the array grows while a slow reader reads.
  for (; backwards ? at > 0 : at < records.length; at += backwards ? -1 : 1) {
    const record = records[backwards ? at - 1 : at] as LogRecord;
    if (filter(record)) yield record;
  }
}

/** @returns null for a stream that is not there, or softly deleted; 'deleted' behind a tombstone. */
export const readStream = (log: DoubleLog, stream: string, options: ReadReq.Options): LogRecord[] | null | 'deleted' => {
  const head = log.head(stream);
  const before = log.truncatedBefore(stream);
  if (head === TOMBSTONE) return 'deleted';
  if (head < 0n || before === TOMBSTONE) return null;
  const at = options.getStream();
  const records = log.stream(stream);
  const limit = Number(options.getCount());
  const asked = at?.hasRevision() ? BigInt(at.getRevision()) : null;
  if (options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS) {
    const last = Number(asked ?? (at?.hasStart() ? 0n : head));
    const end = Math.min(last + 1, records.length);
    return records.slice(Math.max(Number(before), end - limit, 0), Math.max(end, 0)).toReversed();
  }
  const first = Math.max(Number(before), Number(asked ?? (at?.hasEnd() ? head + 1n : 0n)));
  return records.slice(first, first + limit);
};
