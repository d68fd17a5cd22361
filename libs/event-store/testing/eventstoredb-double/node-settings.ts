import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import type { DoubleLog } from './log.js';

export interface NodeSettings {
  readonly log: DoubleLog;
  readonly faults: Faults;
  /** How long an append that is dropped waits before it is told so, in milliseconds. */
  readonly commitTimeoutMs: number;
  /** After this an append that was taken by the fault `in-flight` is written, in milliseconds. */
  readonly inFlightMs: number;
  readonly saysCaughtUp: boolean;
  /** Servers before 22.6 say no positions when they read a stream. */
  readonly positionsInStreams: boolean;
  /** In bytes of data. */
  readonly appendLimit: number;
  readonly users: Readonly<Record<string, string>> | null;
  /** Who leads, if it is not this node. */
  leader(): { readonly host: string; readonly port: number } | null;
}

/** Why this caller is not served, or null. */
export type Refuse = (metadata: Metadata) => ServiceError | null;

/** What the library turns into the status of a call; to destroy the stream would say nothing at all. */
export const fail = (call: { emit(event: 'error', error: ServiceError): boolean }, error: ServiceError): void => {
  call.emit('error', error);
};
