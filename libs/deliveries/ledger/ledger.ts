import { setTimeout as sleep, setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { comparePositions, type EventStore, type StoredEvent, type Subscription } from '@lien-thong/event-store';
import { type Bookkeeper, LEDGER_STREAMS } from './bookkeeper.js';
import type { Entry, LedgerFile } from './ledger-file.js';

export interface LedgerOptions {
  readonly store: EventStore;
  readonly file: LedgerFile;
  readonly bookkeeper: Bookkeeper;
  /** Milliseconds before the first new try after the subscription broke; doubled up to the second number. */
  readonly backOff?: readonly [first: number, most: number];
}

const FILTER = { streams: LEDGER_STREAMS };
const PROBE_EVERY_MS = 25;
/** A checkpoint that moved over events which owe nothing is worth storing now and then. */
const CHECKPOINT_EVERY_MS = 5_000;
const AT_ONCE = 200;

/** Keeps the ledger at the end of the log from its own checkpoint. Whatever breaks, it backs off and resumes. */
export class Ledger {
  readonly #listeners = new Set<() => void>();
  #subscription: Subscription | null = null;
  #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #caughtUp = false;
  #failures = 0;
  #error: Error | null = null;
  #storedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: LedgerOptions) {}

  get position(): string | null {
    return this.options.file.position;
  }
  get caughtUp(): boolean {
    return this.#caughtUp;
  }
  get error(): Error | null {
    return this.#error;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#subscription?.stop();
    await this.#running;
  }

  /** Called after each write of the ledger, and when it has caught up. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** True once the ledger reflects the position, false when that took longer. */
  async waitFor(position: string, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while (!this.#reflects(position)) {
      if (performance.now() > until || this.#stopping.signal.aborted) return false;
      await this.#passOverOthers();
      if (!this.#reflects(position)) await sleep(PROBE_EVERY_MS);
    }
    return true;
  }

  #reflects(position: string): boolean {
    return this.position !== null && comparePositions(this.position, position) >= 0;
  }

  /** Subscriptions keep quiet about events that the filter leaves out. */
  async #passOverOthers(): Promise<void> {
    const from = this.position;
    const page = await this.options.store.readAll({ after: from, limit: 1, filter: FILTER }).catch(() => null);
    if (page !== null && page.events.length === 0 && this.position === from) this.options.file.passOver(page.next);
  }

  async #run(): Promise<void> {
    const [first, most] = this.options.backOff ?? [100, 5_000];
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#mindTheLog();
        await this.#follow();
      } catch (error) {
        this.#error = error instanceof Error ? error : new Error(String(error));
      }
      this.#caughtUp = false;
      const pause = Math.min(most, first * 2 ** Math.min(this.#failures, 16));
      this.#failures += 1;
      await sleep(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }

  /** A ledger with events beyond the log's end is of another log, or the log is an older backup: it begins anew. */
  async #mindTheLog(): Promise<void> {
    const { store, file, bookkeeper } = this.options;
    const [head, last] = [await store.head(), file.lastEvent()];
    if (last !== null && (head === null || comparePositions(last, head) > 0)) file.reset();
    bookkeeper.restore(file);
  }

  async #follow(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#subscription = this.options.store.subscribe({
      after: this.position,
      filter: FILTER,
      onEvents: (batch, checkpoint) => this.#take(batch, checkpoint),
      onCaughtUp: () => this.#becameLive(),
    });
    const error = await this.#subscription.closed;
    if (error !== null) throw error;
  }

  async #take(batch: readonly StoredEvent[], checkpoint: string): Promise<void> {
    const { bookkeeper } = this.options;
    for (let from = 0; from < batch.length; from += AT_ONCE) {
      const events = batch.slice(from, from + AT_ONCE);
      const entries: Entry[] = [];
      for (const event of events) entries.push(...(await bookkeeper.entriesOf(event)));
      const last = events.at(-1) as StoredEvent;
      this.#write(entries, from + AT_ONCE >= batch.length ? checkpoint : last.position, last.position);
      await turnOfTheLoop();
    }
    if (batch.length === 0) this.#write([], checkpoint, null);
    this.#failures = 0;
    this.#error = null;
  }

  #write(entries: readonly Entry[], position: string, event: string | null): void {
    const { file } = this.options;
    const now = performance.now();
    if (entries.length === 0 && now - this.#storedAt < CHECKPOINT_EVERY_MS) {
      file.passOver(position);
      return;
    }
    file.write(entries, position, event);
    this.#storedAt = now;
    if (entries.length > 0) this.#announce();
  }

  #becameLive(): void {
    this.#caughtUp = true;
    this.#error = null;
    this.#announce();
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
