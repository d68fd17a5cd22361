import type { Page, ReadAllOptions, SubscribeOptions, Subscription } from './event-store.js';
import { comparePositions } from './positions.js';

/** What a subscription needs of a store that lives in this process. */
export interface Source {
  readAll(options: ReadAllOptions): Promise<Page>;
  head(): Promise<string | null>;
  /** Settles at the next commit. */
  committed(): Promise<void>;
}

const PAGE = 1_000;
/** A checkpoint that moved over other people's events is worth storing now and then, not at each of them. */
const EMPTY_BATCH_EVERY_MS = 1_000;

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads until the log's end, then waits for commits. Nothing is lost or repeated: there is one cursor, moved by one loop. */
export class CatchUpSubscription implements Subscription {
  readonly closed: Promise<Error | null>;
  error: Error | null = null;
  #stopping = false;
  #wake: () => void = () => {};
  #cursor: string | null;
  #live = false;
  #deliveredAt = 0;

  constructor(
    private readonly source: Source,
    private readonly options: SubscribeOptions,
  ) {
    this.#cursor = options.after;
    this.closed = this.#run().then(
      () => null,
      (error: unknown) => {
        this.error = error instanceof Error ? error : new Error(String(error));
        return this.error;
      },
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.closed;
  }

  async #run(): Promise<void> {
    // Not before the caller holds the subscription.
    await turnOfTheLoop();
    while (!this.#stopping) {
      const committed = this.source.committed();
      const page = await this.source.readAll({ after: this.#cursor, limit: PAGE, filter: this.options.filter });
      await this.#deliver(page);
      if (await this.#behind()) {
        // A commit that came during the batch is no falling behind; a full page is.
        if (page.events.length === PAGE) this.#live = false;
        // Reads of an embedded store never leave this thread: others get their turn between two pages.
        await turnOfTheLoop();
      } else if (!this.#stopping) {
        this.#announce();
        await this.#either(committed);
      }
    }
  }

  async #deliver({ events, next }: Page): Promise<void> {
    const now = performance.now();
    const emptyButWorthIt = next !== this.#cursor && now - this.#deliveredAt > EMPTY_BATCH_EVERY_MS;
    if (!this.#stopping && (events.length > 0 || emptyButWorthIt)) {
      this.#deliveredAt = now;
      await this.options.onEvents(events, next);
    }
    this.#cursor = next;
  }

  async #behind(): Promise<boolean> {
    const head = await this.source.head();
    return head !== null && (this.#cursor === null || comparePositions(this.#cursor, head) < 0);
  }

  #announce(): void {
    if (this.#live) return;
    this.#live = true;
    this.options.onCaughtUp?.();
  }

  /** Not `Promise.race`: it would hang a reaction on a long-lived promise at every turn. */
  #either(committed: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      void committed.then(resolve);
    });
  }
}
