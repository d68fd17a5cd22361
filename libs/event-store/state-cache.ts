/** The streams used last, folded. Reading one makes it the youngest. */
export class StateCache<F> {
  readonly #held = new Map<string, F>();

  constructor(private readonly streams: number) {}

  get(stream: string): F | undefined {
    const held = this.#held.get(stream);
    if (held !== undefined) this.#youngest(stream, held);
    return held;
  }

  set(stream: string, folded: F): void {
    this.#youngest(stream, folded);
    if (this.#held.size <= this.streams) return;
    const [oldest] = this.#held.keys();
    this.#held.delete(oldest as string);
  }

  drop(stream: string): void {
    this.#held.delete(stream);
  }

  #youngest(stream: string, folded: F): void {
    this.#held.delete(stream);
    this.#held.set(stream, folded);
  }
}
