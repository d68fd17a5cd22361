import { createHash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';
import type { Metadata, StoredEvent } from './event-store.js';
import type { Json } from './json.js';

// Its types are those of an ES module, the package is CommonJS.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/** What the hash of an event covers. The data are the sealed ones, so that a proof survives the erasure of a person. */
export interface Hashed extends Pick<Metadata, 'occurredAt' | 'recordedAt' | 'actor' | 'prevHash'> {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: Json;
}

/** `prevHash` of a stream's first event. */
export const FIRST_PREV_HASH = '0'.repeat(64);

/** SHA-256, lower hex, of the RFC 8785 form of exactly these members. */
export const hashOf = (event: Hashed): string => {
  const { stream, revision, id, type, occurredAt, recordedAt, actor, data, prevHash } = event;
  const text = canonicalize({ stream, revision, id, type, occurredAt, recordedAt, actor, data, prevHash });
  return createHash('sha256').update(text, 'utf8').digest('hex');
};

/** What is wrong with the first broken event: a revision is missing or twice, the link to the one before, or its own content. */
export type ChainFault = 'stream' | 'revision' | 'prev-hash' | 'hash';

export type ChainVerdict =
  | { readonly ok: true; readonly revision: number; readonly hash: string }
  | { readonly ok: false; readonly revision: number; readonly fault: ChainFault };

/** Where a chain that is verified page by page goes on. */
export interface ChainLink {
  readonly revision: number;
  readonly hash: string;
}

/**
 * Verifies the events of one stream, in order. A chain cut off at its end, or written anew from its beginning, is whole
 * in itself: against those stand the signed checkpoints.
 */
export const verifyChain = (
  events: readonly StoredEvent[],
  after: ChainLink = { revision: -1, hash: FIRST_PREV_HASH },
): ChainVerdict => {
  let link = after;
  for (const event of events) {
    const fault = faultOf(event, link, events[0]?.stream);
    if (fault !== null) return { ok: false, revision: link.revision + 1, fault };
    link = { revision: event.revision, hash: event.metadata.hash };
  }
  return { ok: true, ...link };
};

const faultOf = (event: StoredEvent, link: ChainLink, stream: string | undefined): ChainFault | null => {
  if (event.stream !== stream) return 'stream';
  if (event.revision !== link.revision + 1) return 'revision';
  if (event.metadata.prevHash !== link.hash) return 'prev-hash';
  const { revision, id, type, data } = event;
  const { occurredAt, recordedAt, actor, prevHash, hash } = event.metadata;
  return hashOf({ stream, revision, id, type, occurredAt, recordedAt, actor, data, prevHash }) === hash ? null : 'hash';
};
