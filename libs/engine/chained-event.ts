import type { Instant } from '@lien-thong/calendar';
import type { Actor } from '@lien-thong/domain';
import { CURRENT_SCHEMA, FIRST_PREV_HASH, hashOf, type Json, type NewEvent, type StoredEvent } from '@lien-thong/event-store';

export interface Fact {
  readonly stream: string;
  /** The stream's last event; null where this is its first. */
  readonly after: StoredEvent | null;
  readonly id: string;
  readonly commandId: string;
  readonly type: string;
  readonly at: Instant;
  readonly actor: Actor;
  readonly data: Json;
}

/** An event that no decider decides and that happens when it is recorded: chained to its stream like every other. */
export const chainedEvent = ({ stream, after, id, commandId, type, at, actor, data }: Fact): NewEvent => {
  const revision = (after?.revision ?? -1) + 1;
  const prevHash = after?.metadata.hash ?? FIRST_PREV_HASH;
  const times = { occurredAt: at, recordedAt: at };
  const hash = hashOf({ stream, revision, id, type, ...times, actor, data, prevHash });
  return { id, type, data, metadata: { commandId, actor, ...times, schema: CURRENT_SCHEMA, prevHash, hash } };
};
