import { adoptCalendars, type Engine, receivedDossiers } from '@lien-thong/engine';
import type { StoredEvent, Subscription } from '@lien-thong/event-store';

/** Whoever publishes a decision carries it on at once, and counts whom it reached: this comes after. */
const PATIENCE_MS = 2_000;
/** After a run that failed, for a store that was away. */
const RETRY_MS = 10_000;

/**
 * Sees to it that every calendar decision reaches the open dossiers it touches: once at the start, for what a stopped process
 * left undone, and some time after each decision in the log. What has been reached already decides nothing.
 */
export class CalendarWatch {
  #running: Promise<void> = Promise.resolve();
  #waiting: NodeJS.Timeout | null = null;
  #subscription: Subscription | null = null;
  #stopped = false;

  /** `viewsStand` resolves once the views have caught up: a start loads every dossier, and the views need the store more. */
  constructor(
    private readonly engine: Engine,
    private readonly viewsStand: () => Promise<unknown>,
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
    this.#stopped = true;
    await this.#subscription?.stop();
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    await this.#running;
  }

  /** One run at a time; decisions that come meanwhile share the next one. */
  #reach(): void {
    this.#waiting = null;
    this.#running = this.#running.then(async () => {
      try {
        await this.viewsStand();
        if (this.#stopped) return;
        await this.engine.catalogue.catchUp();
        const { failed } = await adoptCalendars(this.engine, receivedDossiers(this.engine));
        if (failed.length > 0)
          console.warn(`calendar decisions did not reach ${failed.length} dossiers; tried again after the next one`);
      } catch (error) {
        console.warn(`calendar decisions could not be carried on: ${(error as Error).message}`);
        if (!this.#stopped) this.#waiting ??= setTimeout(() => this.#reach(), RETRY_MS);
      }
    });
  }
}
