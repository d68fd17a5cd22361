import type { KeyObject } from 'node:crypto';

/** One kept key as it lies there: `wrapped` is null for a destroyed one. */
export interface KeptKey {
  readonly stream: string;
  readonly wrapped: Buffer | null;
}

/**
 * Holds one data key per stream, apart from the log, because a key must be deletable and an event is not.
 * A key that was handed out for creation is durable before the promise resolves. Every adapter passes
 * `testing/key-store-contract.ts`.
 */
export abstract class KeyStore {
  /**
   * The stream's key; `null` once it was destroyed, for good. A stream that never had one is given one when `create` is
   * set (racing creators get the same one), else `KeyMissing` is thrown: that is a lost key, not an erased person.
   */
  abstract keyFor(stream: string, create: boolean): Promise<KeyObject | null>;

  /** Erases the stream's key and leaves a tombstone, also where there was none. Repeating it is harmless. */
  abstract destroy(stream: string): Promise<void>;

  /**
   * One page of what is kept, at most `limit`, ordered by the bytes of the stream's name, after this stream (exclusive).
   * The bytes are given as they lie, damaged ones too. A key made while one reads on may stand before the page that is read.
   */
  abstract kept(after: string | null, limit: number): Promise<readonly KeptKey[]>;

  /**
   * Takes keys of another store under the same key-encryption key, durably, all or none of them. A tombstone wins over a key
   * on either side, for good; the same key twice is harmless. Another key for the same stream is a `KeyConflict`, a key
   * wrapped otherwise `WrongKeyEncryptionKey`, a damaged one `CorruptedKey`.
   */
  abstract take(keys: readonly KeptKey[]): Promise<void>;

  /** Waits for what is under way and lets go of the file or connection. */
  abstract close(): Promise<void>;
}
