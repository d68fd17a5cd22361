import { KeyConflict } from './key-problems.js';
import type { KeptKey } from './key-store.js';
import type { KeyWrap } from './key-wrap.js';

/** Every key opens under this store's key-encryption key. Throws `WrongKeyEncryptionKey`, `CorruptedKey`. */
export const assertTakable = (wrap: KeyWrap, keys: readonly KeptKey[]): void => {
  for (const { stream, wrapped } of keys) if (wrapped !== null) wrap.unwrap(stream, wrapped);
};

/**
 * What lies for the stream after another store's key came: a tombstone on either side wins. `lying` is what lay here before:
 * a wrapped key, `null` for a tombstone, `undefined` for nothing. Throws `KeyConflict` for two different keys.
 */
export const afterTaking = (wrap: KeyWrap, { stream, wrapped }: KeptKey, lying: Buffer | null | undefined): Buffer | null => {
  if (lying === undefined) return wrapped;
  if (lying === null || wrapped === null) return null;
  const isSame = lying.equals(wrapped) || wrap.unwrap(stream, lying).equals(wrap.unwrap(stream, wrapped));
  if (!isSame) throw new KeyConflict(stream);
  return lying;
};
