import { setTimeout as sleep } from 'node:timers/promises';
import { CommitSignal } from '../commit-signal.js';
import type { EventFilter, Page, StoredEvent } from '../event-store.js';
import { comparePositions } from '../positions.js';
import { backOffMs } from './back-off.js';
import type { Connection } from './connection.js';
import { passes, serverFilter } from './server-filter.js';
import { BEFORE_ALL, serverPosition } from './server-position.js';

/** How much of the log's end is kept for those who follow it. */
const KEPT_EVENTS = 4_096;
const KEPT_BYTES = 8 * 1024 * 1024;
/** A subscription that stood for so long was a good one: the next failure is a first one again. */
const STOOD_MS = 2_000;

export interface TailOptions {
  readonly connection: Connection;
  /** Position of the last event, asked of the server. */
  head(signal: AbortSignal): Promise<string | null>;
  /** Silence for so long is compared with the server's head; and while there is no tail, followers look for themselves so often. */
  readonly probeMs: number;
  readonly pollMs: number;
}

/**
 * The end of the log, pushed by the server: one subscription for all who follow, however many they are. It is a window
 * without gaps, from a position on; when anything is wrong with the subscription, the window is gone and a new one begins at
 * the head of then. Nobody's progress hangs on it: whoever is outside the window reads pages.
 */
export class Tail {
  readonly signal = new CommitSignal();
  #window: StoredEvent[] = [];
  #sizes: number[] = [];
  #bytes = 0;
  #from: string | null = null;
  #reached: string | null = null;
  #running: Promise<void> | null = null;
  readonly #stopped = new AbortController();

  constructor(private readonly options: TailOptions) {}

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.signal.announce();
    await this.#running;
  }

  /** How far the window goes; null while there is none. */
  get reached(): string | null {
    return this.#reached;
  }

  covers(position: string): boolean {
    return this.#from !== null && comparePositions(this.#from, position) <= 0;
  }

  page(after: string, limit: number, filter: EventFilter | undefined): Page {
    const events: StoredEvent[] = [];
    for (let at = this.#firstAfter(after); at < this.#window.length; at += 1) {
      const event = this.#window[at] as StoredEvent;
      if (passes(filter, event)) events.push(event);
      if (events.length === limit) return { events, next: event.position };
    }
    const reached = this.#reached ?? after;
    return { events, next: comparePositions(after, reached) > 0 ? after : reached };
  }

  #firstAfter(position: string): number {
    let [low, high] = [0, this.#window.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePositions((this.#window[middle] as StoredEvent).position, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #run(): Promise<void> {
    const poll = setInterval(() => {
      if (this.#reached === null) this.signal.announce();
    }, this.options.pollMs);
    for (let failures = 0; !this.#stopped.signal.aborted; failures += 1) {
      const began = performance.now();
      await this.#follow().catch(() => {});
      this.#forget();
      if (performance.now() - began > STOOD_MS) failures = 0;
      await sleep(backOffMs(failures), undefined, { signal: this.#stopped.signal }).catch(() => {});
    }
    clearInterval(poll);
  }

  /** Until the subscription ends in whatever way: by an error, politely, or by falling silent while the log goes on. */
  async #follow(): Promise<void> {
    const head = await this.options.head(this.#stopped.signal);
    if (this.#stopped.signal.aborted) return;
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, this.#stopped.signal]);
    let heard = true;
    const following = this.options.connection.read(
      { of: 'subscription', after: serverPosition(head), filter: serverFilter() },
      0,
      (message) => {
        heard = true;
        if (message.is === 'confirmed') this.#begin(head ?? BEFORE_ALL);
        if (message.is === 'event') this.#take(message.event, message.bytes);
        return true;
      },
      signal,
    );
    const probing = this.#probe(signal, () => {
      const was = heard;
      heard = false;
      return was;
    }).finally(() => ended.abort());
    await following.finally(() => ended.abort());
    await probing;
  }

  #begin(from: string): void {
    this.#from = from;
    this.#reached = from;
    this.signal.announce();
  }

  #take(event: StoredEvent, bytes: number): void {
    if (!passes(undefined, event)) return;
    this.#window.push(event);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
    this.#reached = event.position;
    if (this.#window.length > 2 * KEPT_EVENTS || this.#bytes > 2 * KEPT_BYTES) this.#trim();
    this.signal.announce();
  }

  /** Down to half of the most: cutting the front off is not done at each event. */
  #trim(): void {
    let drop = Math.max(0, this.#window.length - KEPT_EVENTS);
    let bytes = this.#sizes.slice(drop).reduce((sum, size) => sum + size, 0);
    for (; bytes > KEPT_BYTES && drop < this.#window.length; drop += 1) bytes -= this.#sizes[drop] as number;
    this.#from = this.#window[drop - 1]?.position ?? this.#from;
    this.#window = this.#window.slice(drop);
    this.#sizes = this.#sizes.slice(drop);
    this.#bytes = bytes;
  }

  #forget(): void {
    this.#window = [];
    this.#sizes = [];
    this.#bytes = 0;
    this.#from = null;
    this.#reached = null;
    this.signal.announce();
  }

  /** Settles when the subscription says nothing although there is something to say. */
  async #probe(signal: AbortSignal, heardSince: () => boolean): Promise<void> {
    while (!signal.aborted) {
      await sleep(this.options.probeMs, undefined, { signal }).catch(() => {});
      if (signal.aborted || heardSince()) continue;
      const head = await this.options.head(signal).catch(() => undefined);
      if (head === undefined || signal.aborted) return;
      if (head === null || (this.#reached !== null && comparePositions(head, this.#reached) <= 0)) continue;
      // What was written a moment ago may be on its way.
      await sleep(Math.min(1_000, this.options.probeMs), undefined, { signal }).catch(() => {});
      if (this.#reached === null || comparePositions(head, this.#reached) > 0) return;
    }
  }
}
