import type { KeyObject } from 'node:crypto';
import { KeyMissing } from './key-problems.js';
import { KeyStore } from './key-store.js';
import { KeyWrap } from './key-wrap.js';

/** Stream → wrapped key, or `null` for a tombstone. Two stores over the same rows behave like two processes on one file. */
export type KeyRows = Map<string, Buffer | null>;

/** For specs and throw-away stores. What it holds is wrapped as on a disk, so that it fails where a disk would. */
export class MemoryKeyStore extends KeyStore {
  readonly #wrap: KeyWrap;

  constructor(
    wrappingKey: KeyObject,
    private readonly rows: KeyRows = new Map(),
  ) {
    super();
    this.#wrap = new KeyWrap(wrappingKey);
  }

  override async keyFor(stream: string, create: boolean): Promise<KeyObject | null> {
    if (create && !this.rows.has(stream)) this.rows.set(stream, this.#wrap.create(stream));
    const wrapped = this.rows.get(stream);
    if (wrapped === undefined) throw new KeyMissing(stream);
    return wrapped === null ? null : this.#wrap.unwrap(stream, wrapped);
  }

  override async destroy(stream: string): Promise<void> {
    this.rows.set(stream, null);
  }

  override async close(): Promise<void> {}
}
