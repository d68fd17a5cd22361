/** Wakes everybody who waits for the next commit; a waiter that comes between two commits misses none. */
export class CommitSignal {
  #announce: () => void = () => {};
  #next: Promise<void> = this.#renew();

  next(): Promise<void> {
    return this.#next;
  }

  announce(): void {
    const announce = this.#announce;
    this.#next = this.#renew();
    announce();
  }

  #renew(): Promise<void> {
    return new Promise((resolve) => {
      this.#announce = resolve;
    });
  }
}
