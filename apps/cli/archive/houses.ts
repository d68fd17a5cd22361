import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { abreast, type House, inOrder, KEYS_FILE, LOG_FILE, type OpenLane } from '@lien-thong/archive';
import {
  type EventStore,
  EventStoreDbEventStore,
  lockForWriting,
  type SingleWriter,
  SqliteEventStore,
  SqliteLogReader,
} from '@lien-thong/event-store';
import { type InstallationSecrets, type KeyStore, PostgresKeyStore, SqliteKeyStore } from '@lien-thong/security';
import { askedWrongly, failed } from '../cli-failure.js';
import { type Asked, optional } from '../command.js';
import { holderOf } from '../opening.js';
import type { Place } from './places.js';

/** A house that was opened, and what is let go of with it. */
export interface OpenHouse extends House {
  readonly lock?: SingleWriter;
}

/**
 * Opens a place to read from; a SQLite file stays as it is to the last byte, for it may be one of a backup. `still`: nobody may write
 * on it meanwhile; of a SQLite log we hold the writer's lock for as long, a server cannot be asked for that.
 */
export const openSource = async (place: Place, secrets: InstallationSecrets, still: boolean): Promise<OpenHouse> => {
  if (place.log.kind === 'server') return opened(await EventStoreDbEventStore.open(place.log.url), place, secrets, 'to-read');
  const file = join(place.log.dir, LOG_FILE);
  if (!existsSync(file)) throw failed(`Không có nhật ký ${file}`, `There is no log ${file}`);
  if (place.keys.kind === 'sqlite' && !existsSync(join(place.keys.dir, KEYS_FILE)))
    throw failed(`Không có kho khóa cạnh ${file}`, `There is no key store beside ${file}`);
  if (still) refuseWhileWritten(file);
  const lock = still ? lockForWriting(file) : undefined;
  return { ...(await opened(SqliteLogReader.open(file), place, secrets, 'to-read')), lock };
};

/** Opens, and makes, a place to write to. */
export const openTarget = async (place: Place, secrets: InstallationSecrets): Promise<House> => {
  if (place.log.kind === 'server') return opened(await EventStoreDbEventStore.open(place.log.url), place, secrets, 'to-write');
  const file = join(place.log.dir, LOG_FILE);
  refuseWhileWritten(file);
  mkdirSync(place.log.dir, { recursive: true, mode: 0o700 });
  return opened(SqliteEventStore.open(file), place, secrets, 'to-write');
};

/** The way into a place, as `--at-once` has it. */
export const laneOf = ({ log }: Place, asked: Asked): OpenLane => {
  const atOnce = atOnceOf(optional(asked, 'at-once'));
  return log.kind === 'sqlite' ? inOrder : abreast(atOnce);
};

const atOnceOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const atOnce = Number(text);
  if (Number.isInteger(atOnce) && atOnce >= 1 && atOnce <= 64) return atOnce;
  throw askedWrongly('--at-once từ 1 đến 64', '--at-once is from 1 to 64');
};

type Use = 'to-read' | 'to-write';

const opened = async (log: EventStore, { keys }: Place, { wrappingKey }: InstallationSecrets, use: Use): Promise<House> => {
  try {
    return { log, keys: await openKeys(keys, wrappingKey, use) };
  } catch (error) {
    await log.close();
    throw error;
  }
};

const openKeys = async (keys: Place['keys'], wrappingKey: KeyObject, use: Use): Promise<KeyStore> =>
  keys.kind === 'server'
    ? PostgresKeyStore.open(keys.url, wrappingKey)
    : new SqliteKeyStore(join(keys.dir, KEYS_FILE), wrappingKey, use);

const refuseWhileWritten = (file: string): void => {
  const pid = holderOf(file);
  if (pid === null) return;
  throw failed(
    `Một máy chủ đang chạy và giữ ${file}${pid}. Hãy dừng máy chủ rồi làm lại, nếu không những gì ghi sau sẽ bị bỏ lại.`,
    `A running server holds ${file}${pid}. Stop the server and try again: what is written from now on would be left behind.`,
  );
};

/** Lets go of houses, whatever comes of the work. */
export const leaving = async <T>(houses: readonly OpenHouse[], work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } finally {
    for (const { log, keys, lock } of houses) {
      await log.close();
      await keys.close();
      lock?.release();
    }
  }
};
