import { join } from 'node:path';
import { type Config } from '@lien-thong/config';
import { type EventStore, SqliteEventStore } from '@lien-thong/event-store';
import { type InstallationSecrets, type KeyStore, SqliteKeyStore } from '@lien-thong/security';

/** The log of an installation: EventStoreDB where it is configured, else the SQLite file of the data directory. */
export const openStore = async ({ dataDir }: Config): Promise<EventStore> =>
  SqliteEventStore.open(join(dataDir, 'events.sqlite'));

/** Its wrapped data keys: PostgreSQL where it is configured, else a SQLite file beside the log. */
export const openKeys = async ({ dataDir }: Config, { wrappingKey }: InstallationSecrets): Promise<KeyStore> =>
  new SqliteKeyStore(join(dataDir, 'keys.sqlite'), wrappingKey);
