import { adoptCalendars, type Engine, receivedDossiers } from '@lien-thong/engine';
import type { StoredEvent, Subscription } from '@lien-thong/event-store';

/**
 * Sees to it that every calendar decision reaches the open dossiers it touches: once at the start, for what a stopped process
 * left undone, and after each decision in the log. Whoever published a decision has mostly done it already; then this decides nothing.
 */
export class CalendarWatch {
  #run: Promise<void> = Promise.resolve();
  #again = false;
  #subscription: Subscription | null = null;

  constructor(private readonly engine: Engine) {}

  async start(): Promise<void> {
    const onEvents = (events: readonly StoredEvent[]): void => {
      for (const event of events) this.engine.catalogue.apply(event);
      if (events.length > 0) this.#reach();
    };
    this.#subscription = this.engine.store.subscribe({
      after: await this.engine.store.head(),
      filter: { streams: ['calendar-'] },
      onEvents,
    });
    this.#reach();
  }

  async stop(): Promise<void> {
    await this.#subscription?.stop();
    this.#again = false;
    await this.#run;
  }

  /** One run at a time; decisions that come meanwhile share the next one. */
  #reach(): void {
    if (this.#again) return;
    this.#again = true;
    this.#run = this.#run.then(async () => {
      if (!this.#again) return;
      this.#again = false;
      try {
        const { failed } = await adoptCalendars(this.engine, receivedDossiers(this.engine));
        if (failed.length > 0)
          console.warn(
            `calendar decisions did not reach ${failed.length} dossiers; tried again after the next decision or start`,
          );
      } catch (error) {
        console.warn(`calendar decisions could not be carried on: ${(error as Error).message}`);
      }
    });
  }
}
