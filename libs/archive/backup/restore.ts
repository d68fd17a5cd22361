import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SqliteEventStore } from '@lien-thong/event-store';
import { INSTALLATION_KEY_FILE, type InstallationSecrets, SqliteKeyStore, WrongKeyEncryptionKey } from '@lien-thong/security';
import { FileExists, sync } from '../files/whole-file.js';
import { destroyStated } from '../heads/destroy-stated.js';
import { isSignedBy, publicKeyOf } from '../heads/statement.js';
import type { House } from '../house.js';
import { sealDatabase } from './copy-database.js';
import { BrokenBackup, KEYS_FILE, LOG_FILE, type Manifest, readManifest, sumOf } from './manifest.js';

export interface RestoreOptions {
  readonly from: string;
  /** Holds no log, no keys, and nothing that was made from another log; a key-encryption key may lie there. */
  readonly dataDir: string;
  /** Those that the backup's log was signed with. */
  readonly secrets: InstallationSecrets;
  /** Streams whose keys were destroyed since: no file with those keys ever stands under its name. */
  readonly destroyed?: readonly string[];
}

/** What SQLite puts into a file of this name when it opens it, whosever it was: a killed server leaves them. */
const SIDE_FILES = ['-wal', '-journal'];
const MUST_NOT_BE_THERE = [
  ...[LOG_FILE, KEYS_FILE].flatMap((name) => [name, ...SIDE_FILES.map((side) => name + side)]),
  'views.sqlite',
  'deliveries.sqlite',
];

/**
 * Puts a backup into an empty data directory. Nothing stands under its name there before all of it was copied and found as it
 * was written. @throws FileExists, BrokenBackup, WrongKeyEncryptionKey.
 */
export const restore = async ({ from, dataDir, secrets, destroyed = [] }: RestoreOptions): Promise<Manifest> => {
  for (const name of MUST_NOT_BE_THERE) if (existsSync(join(dataDir, name))) throw new FileExists(join(dataDir, name));
  const manifest = await readManifest(from);
  if (!isSignedBy(publicKeyOf(secrets.signingKey), manifest.signed)) throw new WrongKeyEncryptionKey();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const withKey = manifest.files[INSTALLATION_KEY_FILE] !== undefined && !existsSync(join(dataDir, INSTALLATION_KEY_FILE));
  // The log last: where a log stands, its keys do, too.
  const names = [...(withKey ? [INSTALLATION_KEY_FILE] : []), KEYS_FILE, LOG_FILE];
  try {
    for (const name of names) await draftOf(name, from, dataDir, manifest);
    if (destroyed.length > 0) await bury(draft(dataDir, KEYS_FILE), secrets, destroyed);
    for (const name of names) await rename(draft(dataDir, name), join(dataDir, name));
  } finally {
    for (const name of names) await removeDraft(draft(dataDir, name));
  }
  await sync(dataDir);
  return manifest;
};

/** Opens what was restored, as the engine does. */
export const openRestored = ({ dataDir, secrets }: RestoreOptions): House => ({
  log: SqliteEventStore.open(join(dataDir, LOG_FILE)),
  keys: new SqliteKeyStore(join(dataDir, KEYS_FILE), secrets.wrappingKey),
});

const draft = (dataDir: string, name: string): string => join(dataDir, `${name}.restoring`);

const removeDraft = async (file: string): Promise<void> => {
  for (const side of ['', '-shm', ...SIDE_FILES]) await rm(file + side, { force: true });
};

/** For its owner alone from its first byte on, whatever the mode of what is copied. */
const draftOf = async (name: string, from: string, dataDir: string, { files }: Manifest): Promise<void> => {
  const file = draft(dataDir, name);
  if (!existsSync(join(from, name))) throw new BrokenBackup(join(from, name));
  await removeDraft(file);
  await pipeline(createReadStream(join(from, name)), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  const [found, stated] = [await sumOf(file), files[name]];
  if (found.sha256 !== stated?.sha256 || found.bytes !== stated.bytes) throw new BrokenBackup(join(from, name));
  await sync(file);
};

const bury = async (file: string, { wrappingKey }: InstallationSecrets, destroyed: readonly string[]): Promise<void> => {
  const keys = new SqliteKeyStore(file, wrappingKey);
  try {
    await destroyStated(keys, { destroyed });
  } finally {
    await keys.close();
  }
  await sealDatabase(file);
};
