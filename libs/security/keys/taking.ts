import { KeyConflict } from './key-problems.js';
import type { KeptKey } from './key-store.js';
import type { KeyWrap } from './key-wrap.js';

/** The batch with one entry for each stream, none of which this store's key-encryption key does not open. */
export const takable = (wrap: KeyWrap, keys: readonly KeptKey[]): ReadonlyMap<string, Buffer | null> => {
  const batch = new Map<string, Buffer | null>();
  for (const key of keys) {
    if (key.wrapped !== null) wrap.unwrap(key.stream, key.wrapped);
    batch.set(key.stream, afterTaking(wrap, key, batch.get(key.stream)));
  }
  return batch;
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
