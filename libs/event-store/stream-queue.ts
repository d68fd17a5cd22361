/** One at a time per stream: commands of one process on one dossier do not race each other. */
export class StreamQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  async run<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(stream);
    const mine = before === undefined ? work() : before.then(work, work);
    this.#tails.set(stream, mine);
    try {
      return await mine;
    } finally {
      if (this.#tails.get(stream) === mine) this.#tails.delete(stream);
    }
  }
}
