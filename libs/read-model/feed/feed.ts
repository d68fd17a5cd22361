import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { comparePositions, type EventStore, fractionRead, type StoredEvent, type Subscription } from '@lien-thong/event-store';
import type { ViewsFile } from '../store/views-file.js';
import { dossierOf, FOLLOWED, type Projector } from './projector.js';
import type { Turns } from './turns.js';
import { Waiting } from './waiting.js';

/** What the views changed by, once it stands in them. */
export interface Change {
  readonly position: string | null;
  readonly dossiers: readonly string[];
}

export interface FeedOptions {
  readonly store: EventStore;
  readonly file: ViewsFile;
  readonly projector: Projector;
  readonly turns: Turns;
  /** Milliseconds before the first new try after the subscription broke; doubled up to the second number. */
  readonly backOff?: readonly [first: number, most: number];
}

const PROBE_EVERY_MS = 25;
const GATHER_MS = 20;
const GATHERED = 200;
/** So many dossiers are written in one piece. */
const AT_ONCE = 25;

/** Follows the log from the stored checkpoint and keeps the views at it. Whatever breaks, it backs off and resumes. */
export class Feed {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #waiting = new Waiting();
  #subscription: Subscription | null = null;
  #gathering: AbortController | null = null;
  #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #caughtUp = false;
  #wasLive = false;
  #knowsTheLog = false;
  #end: string | null = null;
  #behindSince = performance.now();
  #failures = 0;
  #error: Error | null = null;

  constructor(private readonly options: FeedOptions) {}

  get position(): string | null {
    return this.options.file.position();
  }
  get caughtUp(): boolean {
    return this.#caughtUp;
  }
  /** Whether this process has ever been at the end of the log. */
  get wasLive(): boolean {
    return this.#wasLive;
  }
  /** Milliseconds since the views were last known to be live, or were opened; 0 while they are live. */
  get behindMs(): number {
    return this.#caughtUp ? 0 : Math.round(performance.now() - this.#behindSince);
  }
  /** 0 to 1, of the log as it stood when this process began to read it; 0 while that is not known. */
  get progress(): number {
    if (this.#caughtUp) return 1;
    return this.#knowsTheLog ? fractionRead(this.position, this.#end) : 0;
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
    this.#waiting.giveUp();
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async waitFor(position: string, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while (!this.#reflects(position)) {
      this.#gathering?.abort();
      const left = until - performance.now();
      if (left <= 0 || this.#stopping.signal.aborted) return false;
      if (await this.#waiting.until(position, Math.min(left, PROBE_EVERY_MS))) return true;
      await this.#passOverOthers();
    }
    return true;
  }

  /** Not before it is known that the rows are of this log. */
  #reflects(position: string): boolean {
    return this.#knowsTheLog && this.position !== null && comparePositions(this.position, position) >= 0;
  }

  /** Subscriptions keep quiet about events that the filter leaves out: whoever waits for one of those would wait in vain. */
  async #passOverOthers(): Promise<void> {
    // While there is much to read, what is waited for comes with it, and to look for it would only take from that.
    if (!this.#knowsTheLog || !this.#caughtUp) return;
    const from = this.position;
    const page = await this.options.store.readAll({ after: from, limit: 1, filter: FOLLOWED }).catch(() => null);
    if (page === null || page.events.length > 0) return;
    await this.options.turns.take(async () => this.#passOver(page.next));
  }

  #passOver(position: string): void {
    if (this.#reflects(position)) return;
    this.options.file.passOver(position);
    this.#waiting.reached(position);
  }

  async #run(): Promise<void> {
    const [first, most] = this.options.backOff ?? [100, 5_000];
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#mindTheLog();
        this.#knowsTheLog = true;
        await this.#follow();
      } catch (error) {
        this.#error = error instanceof Error ? error : new Error(String(error));
      }
      this.#fellBehind();
      const pause = Math.min(most, first * 2 ** Math.min(this.#failures, 16));
      this.#failures += 1;
      await sleep(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }

  /**
   * Rows made from an event that the log does not hold at its place are of another log: of the same one before it moved house, of a
   * newer state of a backup. They begin anew. A checkpoint beyond the log's end goes back to that event.
   */
  async #mindTheLog(): Promise<void> {
    const { store, file } = this.options;
    const head = await store.head();
    this.#end = head;
    const last = file.lastEvent();
    const isBeyond = this.position !== null && (head === null || comparePositions(this.position, head) > 0);
    if (last === null) {
      if (isBeyond) file.reset();
      return;
    }
    const [there] = await store.readStream(last.stream, { from: last.revision, limit: 1 });
    if (there?.id !== last.id || there.position !== last.position) file.reset();
    else if (isBeyond) file.passOver(last.position);
  }

  async #follow(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#subscription = this.options.store.subscribe({
      after: this.position,
      filter: FOLLOWED,
      onEvents: async (batch, checkpoint) => {
        await this.options.turns.take(() => this.#take(batch, checkpoint));
        await this.#gather(batch.length);
      },
      onCaughtUp: () => this.#becameLive(),
      onFellBehind: () => this.#fellBehind(),
    });
    const error = await this.#subscription.closed;
    if (error !== null) throw error;
  }

  /** Under load many events go into one write: the next batch may gather, unless somebody waits for it or we are behind. */
  async #gather(taken: number): Promise<void> {
    if (taken === 0 || taken >= GATHERED || this.#waiting.size > 0 || !this.#caughtUp) return;
    this.#gathering = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, this.#gathering.signal]);
    await sleep(GATHER_MS, undefined, { signal }).catch(() => {});
  }

  async #take(batch: readonly StoredEvent[], checkpoint: string): Promise<void> {
    for (const { events, upTo } of piecesOf(batch, checkpoint)) {
      const projections = await this.options.projector.afterAll(events);
      this.options.file.write(projections, upTo, events.at(-1));
      this.#stands(upTo);
      if (projections.length > 0) this.announce(projections.map(({ dossier }) => dossier));
      // Others get their turn between two writes.
      if (upTo !== checkpoint) await setImmediate();
    }
  }

  #stands(upTo: string): void {
    this.#failures = 0;
    this.#error = null;
    this.#waiting.reached(upTo);
  }

  /** A listener that throws is its own problem: the views stand. */
  announce(dossiers: readonly string[]): void {
    for (const listener of this.#listeners) {
      try {
        listener({ position: this.position, dossiers });
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }

  #becameLive(): void {
    this.#caughtUp = true;
    this.#wasLive = true;
    this.#error = null;
  }

  #fellBehind(): void {
    if (this.#caughtUp) this.#behindSince = performance.now();
    this.#caughtUp = false;
  }
}

/** Events of so few dossiers as are written at once, and the checkpoint that stands behind them. */
const piecesOf = (batch: readonly StoredEvent[], checkpoint: string): { events: StoredEvent[]; upTo: string }[] => {
  const pieces: { events: StoredEvent[]; upTo: string }[] = [];
  let events: StoredEvent[] = [];
  const dossiers = new Set<string>();
  for (const event of batch) {
    const dossier = dossierOf(event.stream);
    if (dossiers.size === AT_ONCE && !dossiers.has(dossier)) {
      pieces.push({ events, upTo: (events.at(-1) as StoredEvent).position });
      events = [];
      dossiers.clear();
    }
    dossiers.add(dossier);
    events.push(event);
  }
  return [...pieces, { events, upTo: checkpoint }];
};
