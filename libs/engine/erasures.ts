import { type Instant, toText } from '@lien-thong/calendar';
import type { Actor } from '@lien-thong/domain';
import { type EventStore, eventIdOf, pagesUpToNow, type StoredEvent } from '@lien-thong/event-store';
import { CorruptedKey, ErasureIncomplete, KeyMissing, type KeyStore } from '@lien-thong/security';
import { chainedEvent } from './chained-event.js';

/** That, when, by whom and on what legal basis a person was erased: nothing of the person. */
export interface Erasure {
  readonly dossier: string;
  readonly at: Instant;
  readonly by: Actor;
  readonly legalBasis: string;
}

const STREAMS = 'erasure-';
const TYPE = 'PersonalDataErased';
const PAGE = 500;

/**
 * The erasure of a person is a fact of the log first, then the destruction of the dossier's key: so that it holds even when an
 * older copy of the keys comes back.
 */
export class Erasures {
  constructor(
    private readonly store: EventStore,
    private readonly keys: KeyStore,
    private readonly now: () => number,
  ) {}

  /**
   * Erases the person of a dossier for good; again it only makes sure. `legalBasis` cites the law and names nobody: it is kept
   * readable. @throws ErasureIncomplete when the key's bytes are not wiped yet: then ask again.
   */
  async erase(
    dossier: string,
    actor: Actor,
    legalBasis: string,
  ): Promise<{ readonly erasure: Erasure; readonly repeated: boolean }> {
    const before = await this.ofDossier(dossier);
    if (before === null) await this.#record(dossier, actor, legalBasis.trim().normalize('NFC'));
    await this.keys.destroy(`dossier-${dossier}`);
    return { erasure: (await this.ofDossier(dossier)) as Erasure, repeated: before !== null };
  }

  async ofDossier(dossier: string): Promise<Erasure | null> {
    const [event] = await this.store.readStream(STREAMS + dossier, { limit: 1 });
    return event === undefined ? null : erasureOf(event);
  }

  /** Racing repeats are one: the same id at the same revision. */
  async #record(dossier: string, actor: Actor, legalBasis: string): Promise<void> {
    if (legalBasis === '') throw new RangeError('an erasure needs its legal basis');
    const stream = STREAMS + dossier;
    const commandId = `erasure/${dossier}`;
    const id = eventIdOf(commandId, 0);
    const at = toText(this.now());
    const data = { dossier, legalBasis };
    const event = chainedEvent({ stream, after: null, id, commandId, type: TYPE, at, actor, data });
    await this.store.append(stream, 'no-stream', [event]);
  }
}

const erasureOf = ({ data, metadata }: StoredEvent): Erasure => {
  const { dossier, legalBasis } = data as { dossier: string; legalBasis: string };
  return { dossier, at: metadata.recordedAt, by: metadata.actor, legalBasis };
};

/**
 * Carries out again every erasure of a log whose key is alive, or was lost without a tombstone: an older copy of the keys was put
 * back. Reads the erasures alone. Answers with the streams whose keys it destroyed.
 */
export const carryOutErasures = async (store: EventStore, keys: KeyStore): Promise<readonly string[]> => {
  const destroyed: string[] = [];
  for await (const { events } of pagesUpToNow(store, { after: null, limit: PAGE, filter: { streams: [STREAMS] } })) {
    const streams = events.filter(({ type }) => type === TYPE).map(({ stream }) => `dossier-${stream.slice(STREAMS.length)}`);
    const standing = await Promise.all(streams.map((stream) => isStanding(keys, stream)));
    const undone = streams.filter((_, index) => standing[index]);
    if (undone.length > 0) destroyed.push(...(await destroyAll(keys, undone)));
  }
  return destroyed;
};

const destroyAll = async (keys: KeyStore, streams: readonly string[]): Promise<readonly string[]> => {
  try {
    await keys.take(streams.map((stream) => ({ stream, wrapped: null })));
  } catch (error) {
    // Destroyed all the same; whoever reads the key store at this moment keeps the bytes from being wiped.
    if (!(error instanceof ErasureIncomplete)) throw error;
    process.emitWarning(error.message);
  }
  return streams;
};

/** Is there anything but a tombstone? */
const isStanding = async (keys: KeyStore, stream: string): Promise<boolean> => {
  try {
    return (await keys.keyFor(stream, false)) !== null;
  } catch (error) {
    if (error instanceof KeyMissing || error instanceof CorruptedKey) return true;
    throw error;
  }
};
