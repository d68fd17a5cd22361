/** So many at once; the others wait their turn. */
export class InFlight {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.most) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place goes to the next in line, and never stands free between.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
