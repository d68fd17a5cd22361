import type { KeyObject } from 'node:crypto';

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

  /** Waits for what is under way and lets go of the file or connection. */
  abstract close(): Promise<void>;
}
