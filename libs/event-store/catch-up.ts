import type { Page, ReadAllOptions, SubscribeOptions, Subscription } from './event-store.js';
import { comparePositions } from './positions.js';
import { StoreUnavailable } from './store-errors.js';

/** What a subscription needs of a store. */
export interface Source {
  /** `signal`: nobody waits for it any more. */
  readAll(options: ReadAllOptions, signal?: AbortSignal): Promise<Page>;
  /** `live`: the subscriber has caught up before, and what it hears of is good enough. */
  head(signal?: AbortSignal, live?: boolean): Promise<string | null>;
  /** Settles at the next commit. */
  committed(): Promise<void>;
  /**
   * After how many milliseconds a read that failed is tried again, given how many failed before it in a row. Absent where
   * a failure is one for good: it ends the subscription.
   */
  retryAfter?(failures: number): number;
}

const PAGE = 1_000;
/** A checkpoint that moved over other people's events is worth storing now and then, not at each of them. */
const EMPTY_BATCH_EVERY_MS = 1_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads until the log's end, then waits for commits. Nothing is lost or repeated: there is one cursor, moved by one loop. */
export class CatchUpSubscription implements Subscription {
  readonly closed: Promise<Error | null>;
  error: Error | null = null;
  readonly #stopping = new AbortController();
  #failures = 0;
  #wake: () => void = () => {};
  #cursor: string | null;
  #live = false;
  /** Where the log ended when this was first asked while catching up; null before, and while live. */
  #goal: string | null = null;
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
    this.#stopping.abort();
    this.#wake();
    await this.closed;
  }

  async #run(): Promise<void> {
    // Not before the caller holds the subscription.
    await turnOfTheLoop();
    while (!this.#stopped) {
      const committed = this.source.committed();
      const page = await this.#asked((signal) =>
        this.source.readAll({ after: this.#cursor, limit: PAGE, filter: this.options.filter }, signal),
      );
      if (page === null) continue;
      await this.#deliver(page);
      // Whoever catches up beside writers that never pause is never at the very end: it has caught up with what stood there.
      if (this.#goal !== null && !this.#isBefore(this.#goal)) this.#announce();
      const end = await this.#asked(async (signal) => ({ at: await this.source.head(signal, this.#live) }));
      if (end === null) continue;
      if (this.#isBefore(end.at)) {
        if (!this.#live) this.#goal ??= end.at;
        // A commit that came during the batch is no falling behind; a full page is.
        if (page.events.length === PAGE) this.#fellBehind();
        // Reads of an embedded store never leave this thread: others get their turn between two pages.
        await turnOfTheLoop();
      } else if (!this.#stopped) {
        this.#announce();
        await this.#either(committed);
      }
    }
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** @returns null when the source had no answer, and it is time to ask again. */
  async #asked<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    try {
      const answer = await ask(this.#stopping.signal);
      this.#failures = 0;
      return this.#stopped ? null : answer;
    } catch (error) {
      if (this.#stopped) return null;
      if (this.source.retryAfter === undefined || !(error instanceof StoreUnavailable)) throw error;
      this.#fellBehind();
      await this.#either(wait(this.source.retryAfter(this.#failures)));
      this.#failures += 1;
      return null;
    }
  }

  async #deliver({ events, next }: Page): Promise<void> {
    const now = performance.now();
    const emptyButWorthIt = next !== this.#cursor && now - this.#deliveredAt > EMPTY_BATCH_EVERY_MS;
    if (events.length > 0 || emptyButWorthIt) {
      this.#deliveredAt = now;
      await this.options.onEvents(events, next);
    }
    this.#cursor = next;
  }

  #isBefore(head: string | null): boolean {
    return head !== null && (this.#cursor === null || comparePositions(this.#cursor, head) < 0);
  }

  #announce(): void {
    if (this.#live) return;
    this.#live = true;
    this.#goal = null;
    this.options.onCaughtUp?.();
  }

  #fellBehind(): void {
    if (!this.#live) return;
    this.#live = false;
    this.options.onFellBehind?.();
  }

  /** Not `Promise.race`: it would hang a reaction on a long-lived promise at every turn. */
  #either(committed: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      void committed.then(resolve);
    });
  }
}
