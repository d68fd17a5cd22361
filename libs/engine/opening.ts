import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toMs } from '@lien-thong/calendar';
import type { Config } from '@lien-thong/config';
import {
  type EventStore,
  EventStoreDbEventStore,
  pagesUpToNow,
  SqliteEventStore,
  SqliteLogReader,
  StoreUnavailable,
} from '@lien-thong/event-store';
import {
  INSTALLATION_KEY_FILE,
  type InstallationSecrets,
  type KeyStore,
  KeysLost,
  PostgresKeyStore,
  SqliteKeyStore,
} from '@lien-thong/security';
import { type Clock, SharedTestClock, SystemClock, TestClock } from './clock.js';
import { ReferenceClock } from './reference-clock.js';

/** The log of an installation: EventStoreDB where it is configured, else the SQLite file of the data directory. */
export const openStore = async ({ dataDir, eventStoreUrl }: Config): Promise<EventStore> =>
  eventStoreUrl === undefined
    ? SqliteEventStore.open(join(dataDir, 'events.sqlite'))
    : EventStoreDbEventStore.open(eventStoreUrl);

/**
 * The log for reading, beside a running server or without one: nothing is made, locked or written.
 * @throws StoreUnavailable when there is no log yet, or its key is not there.
 */
export const openLogReader = async (config: Config): Promise<EventStore> => {
  if (config.eventStoreUrl !== undefined) return openStore(config);
  const keyFile = join(config.dataDir, INSTALLATION_KEY_FILE);
  if (config.key === undefined && !existsSync(keyFile)) throw new StoreUnavailable(`there is no key at ${keyFile}`);
  return SqliteLogReader.open(join(config.dataDir, 'events.sqlite'));
};

/**
 * Its wrapped data keys: PostgreSQL where it is configured, else a SQLite file beside the log, which `to-read` neither makes nor changes.
 * @throws StoreUnavailable when it is to be read and is not there: the keys were lost.
 */
export const openKeys = async (
  { dataDir, keyStoreUrl }: Config,
  { wrappingKey }: InstallationSecrets,
  use: 'to-read' | 'to-write',
): Promise<KeyStore> => {
  if (keyStoreUrl !== undefined) return PostgresKeyStore.open(keyStoreUrl, wrappingKey);
  const file = join(dataDir, 'keys.sqlite');
  if (use === 'to-read' && !existsSync(file)) throw new StoreUnavailable(`there are no keys at ${file}`);
  return new SqliteKeyStore(file, wrappingKey, use);
};

/**
 * Whoever went on beside a log whose keys were lost would give new dossiers keys of a second store, and no copy of the first could
 * be put back any more.
 * @throws KeysLost
 */
export const refuseLostKeys = async (store: EventStore, keys: KeyStore): Promise<void> => {
  const kept = await keys.kept(null, 1);
  if (kept.length > 0) return;
  const { events } = await store.readAll({ after: null, limit: 1, filter: { streams: ['dossier-'] } });
  if (events.length > 0) throw new KeysLost();
};

/**
 * The time of a single process is its machine's, that of many processes their PostgreSQL's. The sandbox's starts at the later of
 * its setting and the log's last entry, or stands in the log when many share it; it never goes back.
 */
export const openClock = async (config: Config, store: EventStore, keys: KeyStore): Promise<Clock> => {
  if (config.clock.kind === 'system')
    return keys instanceof PostgresKeyStore ? ReferenceClock.open(() => keys.serverTime()) : new SystemClock();
  const starts = config.clock.startsAt === undefined ? Date.now() : toMs(config.clock.startsAt);
  if (config.eventStoreUrl !== undefined) return SharedTestClock.open(store, starts);
  return new TestClock(Math.max(starts, await lastRecordedAt(store)));
};

const lastRecordedAt = async (store: EventStore): Promise<number> => {
  let last = Number.NEGATIVE_INFINITY;
  for await (const { events } of pagesUpToNow(store, { after: null, limit: 2000 }))
    for (const event of events) last = Math.max(last, toMs(event.metadata.recordedAt));
  return last;
};
