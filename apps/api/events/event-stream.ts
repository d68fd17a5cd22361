import type { ServerResponse } from 'node:http';
import type { EventFilter, EventStore, StoredEvent, Subscription } from '@lien-thong/event-store';
import type { FeedItem } from './event-feed.js';

export interface EventStreamOptions {
  readonly store: EventStore;
  readonly after: string | null;
  readonly filter: EventFilter;
  /** Called once a batch: whose dossier it is, is judged anew. */
  readonly shown: () => (event: StoredEvent) => Promise<FeedItem | null>;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly heartbeatMs?: number;
  /** A client that takes nothing for so long is dropped; it resumes by its last id. */
  readonly stalledAfterMs?: number;
  readonly closesAfterMs?: number;
}

const HEARTBEAT_MS = 15_000;
const STALLED_AFTER_MS = 30_000;
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * One client's server-sent events. The subscription reads its next batch only when the last one is on the socket, so a slow
 * client costs one batch of memory, however long the log. Heartbeats carry the id reached: a client in whose sight nothing
 * happens resumes from there, too.
 */
export class EventStream {
  readonly closed: Promise<void>;
  readonly #subscription: Subscription;
  readonly #timers: NodeJS.Timeout[];
  #position: string | null;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: EventStreamOptions,
  ) {
    const { store, after, filter, heartbeatMs = HEARTBEAT_MS, closesAfterMs = LONGEST_TIMER_MS } = options;
    this.#position = after;
    response.writeHead(200, {
      ...options.headers,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'X-Accel-Buffering': 'no',
    });
    response.write('retry: 2000\n\n');
    this.#timers = [
      setInterval(() => this.#heartbeat(), heartbeatMs),
      setTimeout(() => this.end(), Math.min(closesAfterMs, LONGEST_TIMER_MS)),
    ];
    this.#subscription = store.subscribe({ after, filter, onEvents: (batch, checkpoint) => this.#batch(batch, checkpoint) });
    this.closed = this.#untilClosed();
  }

  /** Ends it as if the client had gone; it may come back with its last id. */
  end(): void {
    this.response.end();
    this.response.destroy();
  }

  async #untilClosed(): Promise<void> {
    const gone = new Promise<void>((resolve) => void this.response.once('close', resolve));
    await Promise.race([gone, this.#subscription.closed]);
    for (const timer of this.#timers) clearInterval(timer);
    this.end();
    await this.#subscription.stop();
  }

  async #batch(batch: readonly StoredEvent[], checkpoint: string): Promise<void> {
    const shown = this.options.shown();
    for (const event of batch) {
      if (this.response.destroyed) return;
      const item = await shown(event);
      if (item !== null) await this.#write(`id: ${item.position}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`);
      this.#position = event.position;
    }
    this.#position = checkpoint;
  }

  async #write(text: string): Promise<void> {
    if (this.response.destroyed || this.response.write(text)) return;
    await new Promise<void>((resolve) => {
      const stalled = setTimeout(() => this.response.destroy(), this.options.stalledAfterMs ?? STALLED_AFTER_MS);
      const done = (): void => {
        clearTimeout(stalled);
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.once('drain', done).once('close', done);
    });
  }

  /** An event without data dispatches nothing; its id is remembered all the same. */
  #heartbeat(): void {
    if (this.response.destroyed || this.response.writableNeedDrain) return;
    this.response.write(`: heartbeat\n${this.#position === null ? '' : `id: ${this.#position}\n`}\n`);
  }
}
