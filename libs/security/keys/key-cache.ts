import type { KeyObject } from 'node:crypto';

/** The keys used last, unwrapped. Bounded: the key unused for longest goes first. */
export class KeyCache {
  readonly #keys = new Map<string, KeyObject>();

  constructor(private readonly capacity: number) {}

  get(stream: string): KeyObject | undefined {
    const key = this.#keys.get(stream);
    if (key !== undefined) this.#touch(stream, key);
    return key;
  }

  set(stream: string, key: KeyObject): void {
    this.#touch(stream, key);
    if (this.#keys.size <= this.capacity) return;
    for (const oldest of this.#keys.keys()) return void this.#keys.delete(oldest);
  }

  delete(stream: string): void {
    this.#keys.delete(stream);
  }

  clear(): void {
    this.#keys.clear();
  }

  #touch(stream: string, key: KeyObject): void {
    this.#keys.delete(stream);
    this.#keys.set(stream, key);
  }
}
