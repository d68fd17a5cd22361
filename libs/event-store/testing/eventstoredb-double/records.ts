/** An event as the double keeps it. Its commit position and its prepare position are the same, as on servers since 20.6. */
export interface LogRecord {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Ticks of 100 nanoseconds since 1970. */
  readonly created: string;
}

export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export type Expected = bigint | 'no-stream' | 'any' | 'stream-exists';

export const NO_STREAM = -1n;
/** The revision of a tombstone: `long.MaxValue`. */
export const TOMBSTONE = 9_223_372_036_854_775_807n;

/** Where a server does not know a position: `ulong.MaxValue`. */
export const NOWHERE = 18_446_744_073_709_551_615n;

/** Larger than a double can count: whoever reads positions as numbers loses events here. */
export const FIRST_POSITION = 9_007_199_254_741_120n;

/** The server's own size of a record in its file, roughly: what matters is that positions leap. */
export const sizeOf = ({ type, data, metadata }: ProposedEvent, stream: string): bigint =>
  BigInt(120 + Buffer.byteLength(stream) + Buffer.byteLength(type) + data.length + metadata.length);

export const isSystem = (stream: string): boolean => stream.startsWith('$');
export const metaStreamOf = (stream: string): string => `$$${stream}`;
