import type { KeyObject } from 'node:crypto';
import { KeyMissing } from './key-problems.js';
import { type KeptKey, KeyStore } from './key-store.js';
import { KeyWrap } from './key-wrap.js';
import { afterTaking, takable } from './taking.js';

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

  override async kept(after: string | null, limit: number): Promise<readonly KeptKey[]> {
    return [...this.rows]
      .map(([stream, wrapped]) => ({ stream, wrapped: wrapped && Buffer.from(wrapped) }))
      .filter(({ stream }) => after === null || inByteOrder(stream, after) > 0)
      .sort((a, b) => inByteOrder(a.stream, b.stream))
      .slice(0, limit);
  }

  override async take(keys: readonly KeptKey[]): Promise<void> {
    const taken = [...takable(this.#wrap, keys)].map(
      ([stream, wrapped]) => [stream, afterTaking(this.#wrap, { stream, wrapped }, this.rows.get(stream))] as const,
    );
    for (const [stream, wrapped] of taken) this.rows.set(stream, wrapped && Buffer.from(wrapped));
  }

  override async close(): Promise<void> {}
}

/** As a database compares text by its bytes; JavaScript's own order of strings is another one outside the basic plane. */
const inByteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
