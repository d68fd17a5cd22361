import { createHmac, createPrivateKey, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from './canonical-json.js';
import { readOrMakeSecretFile } from './secret-file.js';

/** What this installation alone knows, all derived from its one key-encryption key. */
export interface InstallationSecrets {
  /** Wraps the data keys of the key store. */
  readonly wrappingKey: KeyObject;
  /** Keys the tokens of the blind index. */
  readonly blindIndexKey: KeyObject;
  /** Signs what the installation states to others, such as where its log stands: an Ed25519 private key. */
  readonly signingKey: KeyObject;
  /** A keyed hash of a JSON value (43 characters, base64url): equal values are recognised, names cannot be guessed from it. */
  bodyHash(value: unknown): string;
  /** A UUID (version 8) that is always the same for the same parts, and cannot be guessed from them. */
  idFor(...parts: readonly string[]): string;
}

const KEY_BYTES = 32;
/** In the data directory, for its owner alone. */
export const INSTALLATION_KEY_FILE = 'installation.key';

/** The key given by the configuration, else that of `installation.key` in the data directory, made when missing. */
export const openInstallationSecrets = (options: { readonly dataDir: string; readonly key?: KeyObject }): InstallationSecrets =>
  installationSecrets(options.key ?? keyFromFile(join(options.dataDir, INSTALLATION_KEY_FILE)));

export const installationSecrets = (keyEncryptionKey: KeyObject): InstallationSecrets => {
  const derived = (purpose: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', keyEncryptionKey, '', `lien-thong/${purpose}/1`, KEY_BYTES)));
  const bodyKey = derived('body-hash');
  const idKey = derived('id');
  return {
    wrappingKey: derived('wrapping'),
    blindIndexKey: derived('blind-index'),
    signingKey: ed25519Of(derived('signing')),
    bodyHash: (value) => createHmac('sha256', bodyKey).update(canonicalJson(value)).digest('base64url'),
    idFor: (...parts) => uuidOf(createHmac('sha256', idKey).update(JSON.stringify(parts)).digest()),
  };
};

/** RFC 8410: what comes before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

const ed25519Of = (seed: KeyObject): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed.export()]), format: 'der', type: 'pkcs8' });

const keyFromFile = (path: string): KeyObject => {
  const key = Buffer.from(
    readOrMakeSecretFile(path, () => randomBytes(KEY_BYTES).toString('base64')),
    'base64',
  );
  if (key.length !== KEY_BYTES) throw new Error(`${path} does not hold a key of ${KEY_BYTES} bytes in base64`);
  return createSecretKey(key);
};

/** RFC 9562, version 8: the layout is ours, the version and variant bits are the standard's. */
const uuidOf = (digest: Buffer): string => {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
