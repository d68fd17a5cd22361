import type { KeyObject } from 'node:crypto';
import type { KeyStore } from '../keys/key-store.js';

/** One place where keys are kept, and as many stores over it as a spec wants: other processes, or the same one restarted. */
export interface KeyPlace {
  open(wrappingKey: KeyObject): KeyStore | Promise<KeyStore>;
  /** Flips one bit of what is kept for the stream. */
  damage(stream: string): void | Promise<void>;
  /** Gives one stream's wrapped key to another stream. */
  copy(from: string, to: string): void | Promise<void>;
  remove(): void | Promise<void>;
}
