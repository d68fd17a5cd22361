import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { BOX_OVERHEAD, contextOf, decrypt, encrypt } from '../aead.js';
import { CorruptedKey, WrongKeyEncryptionKey } from './key-problems.js';

const VERSION = 1;
const FINGERPRINT_BYTES = 8;
const HEADER_BYTES = 1 + FINGERPRINT_BYTES;
const KEY_BYTES = 32;

/** Every wrapped key has this length, so that a tombstone overwrites it in its place. */
export const WRAPPED_BYTES = HEADER_BYTES + KEY_BYTES + BOX_OVERHEAD;

/**
 * Wraps data keys: `version (1) · fingerprint of the wrapping key (8) · box`. The box is bound to its stream, so that a key
 * moved to another row does not open.
 */
export class KeyWrap {
  readonly #wrappingKey: KeyObject;
  readonly #fingerprint: Buffer;

  constructor(wrappingKey: KeyObject) {
    this.#wrappingKey = wrappingKey;
    this.#fingerprint = createHmac('sha256', wrappingKey).update('fingerprint').digest().subarray(0, FINGERPRINT_BYTES);
  }

  /** A fresh data key, wrapped. */
  create(stream: string): Buffer {
    const box = encrypt(this.#wrappingKey, randomBytes(KEY_BYTES), this.#contextOf(stream));
    return Buffer.concat([Buffer.of(VERSION), this.#fingerprint, box]);
  }

  unwrap(stream: string, wrapped: Buffer): KeyObject {
    if (wrapped.length !== WRAPPED_BYTES || wrapped[0] !== VERSION) throw new CorruptedKey(stream);
    if (!this.wraps(wrapped)) throw new WrongKeyEncryptionKey();
    const key = decrypt(this.#wrappingKey, wrapped.subarray(HEADER_BYTES), this.#contextOf(stream));
    if (key === null) throw new CorruptedKey(stream);
    return createSecretKey(key);
  }

  /** Whether it says that it was wrapped by this key. */
  wraps(wrapped: Buffer): boolean {
    return wrapped.subarray(1, HEADER_BYTES).equals(this.#fingerprint);
  }

  #contextOf(stream: string): Buffer {
    return contextOf('lien-thong/data-key', String(VERSION), stream);
  }
}
