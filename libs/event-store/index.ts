export { APPEND_LIMIT_BYTES, type PreparedAppend, type PreparedEvent, prepareAppend } from './append-rules.js';
export { CatchUpSubscription, type Source } from './catch-up.js';
export {
  type ChainFault,
  type ChainLink,
  type ChainVerdict,
  FIRST_PREV_HASH,
  type Hashed,
  hashOf,
  verifyChain,
} from './chain.js';
export type { Codec, Sealer, StoredForm } from './codec.js';
export { CommandReused, LostRaces, RevisionMismatch, UnreadableEvent } from './command-errors.js';
export {
  type Appended,
  type EventFilter,
  EventStore,
  type ExpectedRevision,
  type Metadata,
  type NewEvent,
  type Page,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
  type StoreHealth,
  type SubscribeOptions,
  type Subscription,
} from './event-store.js';
export type { ServerNode } from './eventstoredb/client.js';
export { InvalidConnectionString } from './eventstoredb/connection-string.js';
export { EventStoreDbEventStore, type EventStoreDbOptions } from './eventstoredb/eventstoredb-event-store.js';
export { examineServer, type ServerExamination } from './eventstoredb/examination.js';
export { type Envelope, type ExecuteOptions, type Executor, executor } from './execute.js';
export type { History } from './folded-streams.js';
export type { CommandTrace, Folded } from './folding.js';
export type { Json } from './json.js';
export { MemoryEventStore } from './memory/memory-event-store.js';
export type { Outcome } from './outcomes.js';
export { comparePositions, fractionRead, InvalidPosition } from './positions.js';
export { eventIdOf } from './recording.js';
export { WAL_LIMITS, type WalLimits } from './sqlite/checkpointer.js';
export { OLDEST_SQLITE } from './sqlite/connection.js';
export { lockForWriting, type SingleWriter, writerOf } from './sqlite/single-writer.js';
export { SqliteEventStore, type SqliteOptions } from './sqlite/sqlite-event-store.js';
export { SqliteLogReader } from './sqlite/sqlite-log-reader.js';
export {
  AppendTooLarge,
  InvalidEvent,
  InvalidStream,
  StoreUnavailable,
  StreamDeleted,
  WrongExpectedRevision,
} from './store-errors.js';
export { pagesUpToNow } from './up-to-now.js';
export { CURRENT_SCHEMA, type Upcast, type Upcaster, upcasting } from './upcasting.js';
