import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import {
  type EventStore,
  FIRST_PREV_HASH,
  hashOf,
  type Json,
  MemoryEventStore,
  type NewEvent,
  SqliteEventStore,
} from '@lien-thong/event-store';
import { MemoryKeyStore, SqliteKeyStore } from '@lien-thong/security';
import { anEvent } from '../../event-store/testing/fixtures.js';
import { appendJourney } from '../../read-model/testing/journeys.js';
import { library } from '../../read-model/testing/library.js';
import type { House } from '../house.js';

/** The key-encryption key of every house here. */
export const kek = createSecretKey(Buffer.alloc(32, 5));

export const memoryHouse = (): House => ({ log: new MemoryEventStore(), keys: new MemoryKeyStore(kek) });

export const sqliteHouse = (dataDir: string): House => ({
  log: SqliteEventStore.open(join(dataDir, 'events.sqlite')),
  keys: new SqliteKeyStore(join(dataDir, 'keys.sqlite'), kek),
});

export const leave = async ({ log, keys }: House): Promise<void> => {
  await log.close();
  await keys.close();
};

/** Dossiers at various points of their courses, written command by command in turns: their streams are interleaved. */
export const furnished = async (house: House, dossiers = 12): Promise<House> => {
  const journeys = library(dossiers);
  for (const { state } of journeys) await house.keys.keyFor(`dossier-${state.id}`, true);
  const waiting = journeys.map(({ state, log }) => ({ id: state.id, log, ends: commandEnds(log), written: 0 }));
  for (let turn = 0; waiting.some(({ log, written }) => written < log.length); turn += 1)
    for (const dossier of waiting) {
      const { id, log, ends, written } = dossier;
      dossier.written = ends[turn] ?? written;
      await appendJourney(house.log, id, log.slice(0, dossier.written), written);
    }
  return house;
};

/** Behind the last event of each command. */
const commandEnds = (log: readonly { readonly commandId: string }[]): number[] =>
  log.flatMap(({ commandId }, at) => (log[at + 1]?.commandId === commandId ? [] : [at + 1]));

/** The streams of a log, in the order of their first events. */
export const streamsOf = async (log: EventStore): Promise<string[]> => [
  ...new Set((await log.readAll({ after: null, limit: 1_000_000 })).events.map(({ stream }) => stream)),
];

/** One more event at the end of a stream, rightly chained. */
export const write = async (log: EventStore, stream: string, content: Json = {}): Promise<NewEvent> => {
  const [last] = await log.readStream(stream, { direction: 'backwards', limit: 1 });
  const { id, type, data, metadata } = anEvent(content);
  const link = { stream, revision: (last?.revision ?? -1) + 1, prevHash: last?.metadata.hash ?? FIRST_PREV_HASH };
  const hash = hashOf({ ...metadata, id, type, data, ...link });
  const event = { id, type, data, metadata: { ...metadata, prevHash: link.prevHash, hash } };
  await log.append(stream, last?.revision ?? 'no-stream', [event]);
  return event;
};
