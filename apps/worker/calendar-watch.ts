import { setTimeout as sleep } from 'node:timers/promises';
import { adoptCalendars, type Engine, receivedDossiers } from '@lien-thong/engine';
import type { StoredEvent, Subscription } from '@lien-thong/event-store';

/** Whoever publishes a decision carries it on at once, and counts whom it reached: this comes after. */
const PATIENCE_MS = 2_000;
/** After a run that failed, for a store that was away. */
const RETRY_MS = 10_000;
const LOOK_EVERY_MS = 250;

/**
 * Sees to it that every calendar decision reaches the open dossiers it touches: once at the start, for what a stopped process
 * left undone, and some time after each decision in the log. What has been reached already decides nothing.
 */
export class CalendarWatch {
  #running: Promise<void> = Promise.resolve();
  #waiting: NodeJS.Timeout | null = null;
  #subscription: Subscription | null = null;
  readonly #stopping = new AbortController();

  /** A start loads every dossier, and the views need the store more: it waits until they have caught up. */
  constructor(
    private readonly engine: Engine,
    private readonly views: { readonly caughtUp: boolean },
  ) {}

  async start(): Promise<void> {
    const { store } = this.engine;
    const onEvents = (events: readonly StoredEvent[]): void => {
      if (events.length > 0) this.#waiting ??= setTimeout(() => this.#reach(), PATIENCE_MS);
    };
    this.#subscription = store.subscribe({ after: await store.head(), filter: { streams: ['calendar-'] }, onEvents });
    this.#reach();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#subscription?.stop();
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    await this.#running;
  }

  /** One run at a time; decisions that come meanwhile share the next one. */
  #reach(): void {
    this.#waiting = null;
    this.#running = this.#running.then(async () => {
      try {
        await this.#viewsStand();
        if (this.#stopping.signal.aborted) return;
        await this.engine.catalogue.catchUp();
        const { failed } = await adoptCalendars(this.engine, receivedDossiers(this.engine));
        if (failed.length > 0)
          console.warn(`calendar decisions did not reach ${failed.length} dossiers; tried again after the next one`);
      } catch (error) {
        console.warn(`calendar decisions could not be carried on: ${(error as Error).message}`);
        if (!this.#stopping.signal.aborted) this.#waiting ??= setTimeout(() => this.#reach(), RETRY_MS);
      }
    });
  }

  /** Or until this is stopped, which nobody is to wait for. */
  async #viewsStand(): Promise<void> {
    const { signal } = this.#stopping;
    while (!this.views.caughtUp && !signal.aborted) await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
