import { comparePositions } from '@lien-thong/event-store';

interface Waiter {
  readonly position: string;
  readonly done: (reached: boolean) => void;
}

/** Those who wait until the views reflect a position. */
export class Waiting {
  readonly #waiters = new Set<Waiter>();

  get size(): number {
    return this.#waiters.size;
  }

  /** False when it took longer. */
  until(position: string, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiter.done(false), timeoutMs);
      const waiter: Waiter = {
        position,
        done: (reached) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(reached);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  reached(position: string): void {
    for (const waiter of [...this.#waiters]) if (comparePositions(waiter.position, position) <= 0) waiter.done(true);
  }

  giveUp(): void {
    for (const waiter of [...this.#waiters]) waiter.done(false);
  }
}
