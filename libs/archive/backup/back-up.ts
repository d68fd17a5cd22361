import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Instant } from '@lien-thong/calendar';
import { SqliteLogReader } from '@lien-thong/event-store';
import { INSTALLATION_KEY_FILE, type InstallationSecrets, SqliteKeyStore } from '@lien-thong/security';
import { FileExists, sync } from '../files/whole-file.js';
import { type SignedHeads, writeHeadsFile } from '../heads/heads-file.js';
import { stateHeads } from '../heads/state-heads.js';
import type { OnProgress } from '../house.js';
import { keptKeys } from '../moving/copy-keys.js';
import { copyDatabase, sealDatabase } from './copy-database.js';
import { HEADS_FILE, KEYS_FILE, LOG_FILE, MANIFEST_FILE, type Manifest, sumOf } from './manifest.js';

export interface BackUpOptions {
  readonly dataDir: string;
  /** A folder that is not there yet, or is empty. */
  readonly to: string;
  readonly secrets: InstallationSecrets;
  /** Copies `installation.key`, too: whoever has the backup then reads every applicant in it. */
  readonly withKey: boolean;
  readonly at: Instant;
  readonly onProgress: OnProgress;
}

/** The copy has a gap in its positions: something was taken out of the log. */
export class IncompleteLog extends Error {
  constructor(
    readonly events: number,
    readonly position: string | null,
  ) {
    super(`the log holds ${events} events and stands at ${position}`);
    this.name = 'IncompleteLog';
  }
}

/**
 * Copies log and keys of the embedded profile, beside a running server or without one. The log comes first: a key is durable
 * before the first event that needs it, so later keys fit an earlier log. The folder is there whole and verified, or not at all.
 * @throws FileExists, DamagedCopy, BrokenLog, IncompleteLog, WrongKeyEncryptionKey.
 */
export const backUp = async (options: BackUpOptions): Promise<Manifest> => {
  const to = resolve(options.to);
  if (existsSync(to) && readdirSync(to).length > 0) throw new FileExists(to);
  await mkdir(dirname(to), { recursive: true });
  const draft = `${to}.${randomUUID()}`;
  await mkdir(draft, { mode: 0o700 });
  try {
    const manifest = await written(draft, options);
    await sync(draft);
    await rename(draft, to);
    await sync(dirname(to));
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
};

const written = async (draft: string, options: BackUpOptions): Promise<Manifest> => {
  const { dataDir, withKey, at, onProgress } = options;
  const onCopied = (share: number): void => onProgress({ step: 'write', done: 0, share });
  await copyDatabase(join(dataDir, LOG_FILE), join(draft, LOG_FILE), { onCopied });
  // In one step: a key that is destroyed meanwhile cannot be wiped while somebody reads on the state before.
  await copyDatabase(join(dataDir, KEYS_FILE), join(draft, KEYS_FILE), { atOnce: true });
  if (withKey) await copyKeyFile(dataDir, draft);
  const { heads, keys } = await verified(draft, options);
  await writeHeadsFile(join(draft, HEADS_FILE), heads);
  const names = [LOG_FILE, KEYS_FILE, HEADS_FILE, ...(withKey ? [INSTALLATION_KEY_FILE] : [])];
  const sums = await Promise.all(names.map(async (name) => [name, await sumOf(join(draft, name))] as const));
  const manifest = { format: 'lien-thong-backup/1', at, files: Object.fromEntries(sums), keys, signed: heads.signed } as const;
  await writeFile(join(draft, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  for (const name of [MANIFEST_FILE, ...names]) await sync(join(draft, name));
  return manifest;
};

const copyKeyFile = async (from: string, to: string): Promise<void> => {
  await copyFile(join(from, INSTALLATION_KEY_FILE), join(to, INSTALLATION_KEY_FILE));
  await chmod(join(to, INSTALLATION_KEY_FILE), 0o600);
};

/** Opens the copies, follows every chain, and makes them files without side files. */
const verified = async (
  draft: string,
  { secrets, at, onProgress }: BackUpOptions,
): Promise<{ readonly heads: SignedHeads; readonly keys: Manifest['keys'] }> => {
  await sealDatabase(join(draft, LOG_FILE));
  const house = { log: SqliteLogReader.open(join(draft, LOG_FILE)), keys: keyFile(draft, secrets) };
  try {
    const heads = await stateHeads(house, { at, signingKey: secrets.signingKey, onProgress });
    const { events, position } = heads.signed.statement;
    if (String(events) !== (position ?? '0')) throw new IncompleteLog(events, position);
    let kept = 0;
    for await (const page of keptKeys(house.keys)) kept += page.length;
    return { heads, keys: { alive: kept - heads.destroyed.length, destroyed: heads.destroyed.length } };
  } finally {
    await house.log.close();
    await house.keys.close();
    await sealDatabase(join(draft, KEYS_FILE));
  }
};

const keyFile = (folder: string, { wrappingKey }: InstallationSecrets): SqliteKeyStore =>
  new SqliteKeyStore(join(folder, KEYS_FILE), wrappingKey);
