/** Runs work, so many at a time, in the order in which it came. */
export class Crew {
  readonly #waiting: (() => void)[] = [];
  #head = 0;
  #busy = 0;
  #idlers: (() => void)[] = [];

  constructor(private readonly size: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy >= this.size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  /** Settles when nothing runs or waits. */
  idle(): Promise<void> {
    if (this.#busy === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idlers.push(resolve));
  }

  /** The place of one that is done goes to the next in the row. */
  #next(): void {
    const next = this.#waiting[this.#head];
    if (next !== undefined) {
      this.#head += 1;
      next();
      return;
    }
    this.#waiting.length = 0;
    this.#head = 0;
    this.#busy -= 1;
    if (this.#busy > 0) return;
    for (const idler of this.#idlers.splice(0)) idler();
  }
}
