import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { KeyStore } from './keys/key-store.js';

/** Crockford's alphabet: no I, L, O or U, so that it survives being read aloud and written by hand. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/**
 * The secret on the receipt of a dossier, as `XXXX-XXXX-XXXX` (60 bits). It is derived from the dossier's key: nothing
 * stores it, and it dies with the key (`null`: erased).
 */
export const lookUpSecretOf = async (keys: KeyStore, stream: string): Promise<string | null> => {
  const key = await keys.keyFor(stream, false);
  return key === null ? null : derivedFrom(key, stream);
};

/** Takes what people write for it (case, blanks, O for 0, I or L for 1); tells nothing by its timing. */
export const isLookUpSecret = (secret: string, given: string): boolean => timingSafeEqual(digest(secret), digest(given));

const derivedFrom = (key: KeyObject, stream: string): string => {
  const bytes = createHmac('sha256', key).update(`lien-thong/look-up-secret/1/${stream}`).digest();
  const letters = [...bytes.subarray(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return [letters.slice(0, 4), letters.slice(4, 8), letters.slice(8)].join('-');
};

/** Of one length for every text, as the comparison in constant time wants it. */
const digest = (text: string): Buffer => createHash('sha256').update(plain(text)).digest();

const plain = (text: string): string =>
  text.slice(0, 64).toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
