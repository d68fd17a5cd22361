/** The entries used last, and no more than so many. */
export class Youngest<V> {
  readonly #held = new Map<string, V>();

  constructor(private readonly most: number) {}

  get(key: string): V | undefined {
    const held = this.#held.get(key);
    if (held !== undefined) this.set(key, held);
    return held;
  }

  set(key: string, value: V): void {
    this.#held.delete(key);
    this.#held.set(key, value);
    if (this.#held.size <= this.most) return;
    const [oldest] = this.#held.keys();
    this.#held.delete(oldest as string);
  }

  delete(key: string): void {
    this.#held.delete(key);
  }
}
