import { createSecretKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOG_FILE } from '@lien-thong/archive';
import type { Config } from '@lien-thong/config';
import { INSTALLATION_KEY_FILE, type InstallationSecrets, installationSecrets } from '@lien-thong/security';
import { askedWrongly, failed } from '../cli-failure.js';

/** Where a log lies, and its keys. Addresses may hold passwords: `name` does not. */
export interface Place {
  readonly name: string;
  readonly log: { readonly kind: 'sqlite'; readonly dir: string } | { readonly kind: 'server'; readonly url: string };
  readonly keys: { readonly kind: 'sqlite'; readonly dir: string } | { readonly kind: 'server'; readonly url: string };
}

const SERVERS = /^(esdb|kurrentdb)(\+discover)?:\/\//;

/** `sqlite` (the data directory), `sqlite:<directory>`, `server` (EVENTSTORE_URL) or an address; unset: what is configured. */
export const placeOf = (config: Config, text?: string, keysUrl?: string): Place => {
  const where = text ?? (config.eventStoreUrl === undefined ? 'sqlite' : 'server');
  if (where === 'sqlite') return sqlitePlace(config.dataDir, keysUrl);
  if (where.startsWith('sqlite:') && where.length > 7) return sqlitePlace(resolve(where.slice(7)), keysUrl);
  const url = where === 'server' ? config.eventStoreUrl : where;
  if (url === undefined || !SERVERS.test(url)) throw noPlace(where.replace(/\/\/.*@/s, '//…@'));
  const keys = keysUrl ?? config.keyStoreUrl;
  if (keys === undefined)
    throw askedWrongly(
      'Nhật ký trên máy chủ cần kho khóa PostgreSQL: đặt KEYSTORE_URL, hoặc --keys-from / --keys-to postgres://…',
      'A log on a server has its keys in PostgreSQL: set KEYSTORE_URL, or give --keys-from / --keys-to postgres://…',
    );
  return { name: hostOf(url), log: { kind: 'server', url }, keys: { kind: 'server', url: postgres(keys) } };
};

const noPlace = (shown: string): Error =>
  askedWrongly(
    `“${shown}” không phải nơi lưu: sqlite, sqlite:<thư mục>, server (EVENTSTORE_URL) hoặc esdb://…`,
    `"${shown}" is no place: sqlite, sqlite:<directory>, server (EVENTSTORE_URL) or esdb://…`,
  );

const sqlitePlace = (dir: string, keysUrl?: string): Place => ({
  name: join(dir, LOG_FILE),
  log: { kind: 'sqlite', dir },
  keys: keysUrl === undefined ? { kind: 'sqlite', dir } : { kind: 'server', url: postgres(keysUrl) },
});

/** What stands before the last @ is nobody's business, as the store reads it. */
const hostOf = (url: string): string => url.replace(/^(\w+(?:\+\w+)?:\/\/)(?:[^/?]*@)?([^/?]*).*$/s, '$1$2');

const postgres = (url: string): string => {
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  throw askedWrongly('Kho khóa phải là postgres://…', 'A key store is postgres://…');
};

/** The key-encryption key of the configuration, else the file in one of the directories: an existing one, never a new one. */
export const secretsOf = (config: Config, ...dirs: readonly string[]): InstallationSecrets => {
  const files = dirs.map((dir) => join(dir, INSTALLATION_KEY_FILE)).filter((file) => existsSync(file));
  const keys = config.key === undefined ? files.map(keyIn) : [config.key];
  const [key] = keys;
  if (key === undefined)
    throw failed(
      `Không có khóa mã hóa: đặt LIEN_THONG_KEY, hoặc để ${INSTALLATION_KEY_FILE} trong thư mục dữ liệu`,
      `There is no key-encryption key: set LIEN_THONG_KEY, or put ${INSTALLATION_KEY_FILE} into the data directory`,
    );
  if (keys.some((other) => !other.equals(key)))
    throw failed(`Hai khóa khác nhau: ${files.join(', ')}`, `These hold different keys: ${files.join(', ')}`);
  return installationSecrets(key);
};

const keyIn = (file: string): KeyObject => {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw failed(`${file} không phải khóa 32 byte`, `${file} is no key of 32 bytes`);
  return createSecretKey(key);
};

/** The secrets that open these places; the data directory's where none of them has a key. */
export const secretsFor = (config: Config, ...places: readonly Place[]): InstallationSecrets => {
  const dirs = places.flatMap(({ log }) => (log.kind === 'sqlite' ? [log.dir] : []));
  const hasKey = dirs.some((dir) => existsSync(join(dir, INSTALLATION_KEY_FILE)));
  return secretsOf(config, ...(hasKey ? dirs : [config.dataDir]));
};
