import type { Instant } from '@lien-thong/calendar';
import type { Actor, Decision, Event } from '@lien-thong/domain';
import { v5 } from 'uuid';
import { hashOf } from './chain.js';
import type { Codec, Sealer, StoredForm } from './codec.js';
import type { Metadata, NewEvent } from './event-store.js';
import type { Folded } from './folding.js';
import { type Json, notJson, withoutAbsent } from './json.js';
import { InvalidEvent } from './store-errors.js';

/** Never changes: event ids are UUIDs (version 5) of `<command id>/<index>` in this namespace. */
const EVENT_IDS = '5b0e9c1a-6f0d-4b7e-9a52-7c1d3f8e2a64';

export const eventIdOf = (commandId: string, index: number): string => v5(`${commandId}/${index}`, EVENT_IDS);

/** What the log keeps of a command besides its events. */
export interface Provenance {
  readonly commandId: string;
  readonly bodyHash?: string;
  readonly actor: Actor;
  readonly correlationId?: string;
  readonly causationId?: string;
}

/** What was decided, on which state, to be written by which command. */
export interface Intent<S, E extends Event> {
  readonly stream: string;
  readonly before: Folded<S>;
  readonly decision: Decision<E>;
  readonly recordedAt: Instant;
  readonly by: Provenance;
}

export interface RecordingOptions<E extends Event> {
  readonly codec: Codec<E>;
  readonly sealer?: Sealer;
  readonly schema: number;
}

export type Recording<S, E extends Event> = (intent: Intent<S, E>) => Promise<NewEvent[]>;

/** From what was decided to what is written: encoded, sealed, chained to the stream's last event. */
export const recording =
  <S, E extends Event>({ codec, sealer, schema }: RecordingOptions<E>): Recording<S, E> =>
  async ({ stream, before, decision, recordedAt, by }) => {
    const written: NewEvent[] = [];
    const { occurredAt } = decision;
    const actor = withoutAbsent(by.actor);
    let prevHash = before.lastHash;
    for (const [index, event] of decision.events.entries()) {
      const id = eventIdOf(by.commandId, index);
      const form = plain(stream, codec.encode(event));
      const { type } = form;
      const data = withSealed(form.data, await sealedPart(sealer, stream, id, event, !before.sealed));
      const revision = before.revision + 1 + index;
      const hash = hashOf({ stream, revision, id, type, occurredAt, recordedAt, actor, data, prevHash });
      written.push({ id, type, data, metadata: metadataOf(by, { actor, occurredAt, recordedAt, schema, prevHash, hash }) });
      prevHash = hash;
    }
    return written;
  };

type Certain = Pick<Metadata, 'actor' | 'occurredAt' | 'recordedAt' | 'schema' | 'prevHash' | 'hash'>;

const metadataOf = (by: Provenance, { actor, occurredAt, recordedAt, schema, prevHash, hash }: Certain): Metadata => ({
  commandId: by.commandId,
  ...(by.bodyHash === undefined ? null : { bodyHash: by.bodyHash }),
  ...(by.correlationId === undefined ? null : { correlationId: by.correlationId }),
  ...(by.causationId === undefined ? null : { causationId: by.causationId }),
  actor,
  occurredAt,
  recordedAt,
  schema,
  prevHash,
  hash,
});

/** Values that JSON would change are refused before they are hashed. */
const plain = (stream: string, { type, data }: StoredForm): StoredForm => {
  const present = withoutAbsent(data);
  const fault = notJson(present, 'data');
  if (fault !== null) throw new InvalidEvent(stream, `${type}: ${fault}`);
  return { type, data: present };
};

const sealedPart = async (
  sealer: Sealer | undefined,
  stream: string,
  id: string,
  { type, personal }: Event,
  first: boolean,
): Promise<string | null> => {
  const present = personal === undefined ? {} : withoutAbsent(personal);
  if (Object.keys(present).length === 0) return null;
  if (sealer === undefined)
    throw new Error(`${type} has a personal part, and there is no sealer: nothing is written in the clear`);
  return sealer.seal(stream, id, present, first);
};

const withSealed = (data: Json, sealed: string | null): Json => {
  if (sealed === null) return data;
  if (typeof data !== 'object' || data === null || Array.isArray(data) || 'sealed' in data) {
    throw new Error('the data of an event with a personal part are an object without a member "sealed"');
  }
  return { ...(data as { readonly [key: string]: Json }), sealed };
};
