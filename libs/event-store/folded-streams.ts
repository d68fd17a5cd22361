import type { Event, Recorded } from '@lien-thong/domain';
import type { EventStore, StoredEvent } from './event-store.js';
import type { Fold, Folded } from './folding.js';
import { StateCache } from './state-cache.js';

/** A stream up to a revision: what stood there then. */
export interface History<S, E extends Event> {
  readonly events: readonly Recorded<E>[];
  readonly state: S;
  readonly revision: number;
}

const PAGE = 500;

/** Streams folded from the store, and the last used ones kept. A kept one may be behind the store; it is never wrong. */
export class FoldedStreams<S, E extends Event> {
  readonly #cache: StateCache<Folded<S>>;

  constructor(
    private readonly store: EventStore,
    private readonly fold: Fold<S, E>,
    cached: number,
  ) {
    this.#cache = new StateCache(cached);
  }

  held(stream: string): Folded<S> | undefined {
    return this.#cache.get(stream);
  }

  drop(stream: string): void {
    this.#cache.drop(stream);
  }

  /** As the stream stands in the store now: what is kept, and whatever came since. */
  async current(stream: string): Promise<Folded<S>> {
    let folded = this.#cache.get(stream) ?? this.fold.empty();
    for await (const page of this.#pages(stream, folded.revision + 1)) folded = this.fold.advance(folded, page);
    this.keep(stream, folded);
    return folded;
  }

  /** From the first event up to and with `upTo`. */
  async history(stream: string, upTo = Number.MAX_SAFE_INTEGER): Promise<History<S, E>> {
    let folded = this.fold.empty();
    const events: Recorded<E>[] = [];
    for await (const page of this.#pages(stream, 0, upTo)) {
      folded = this.fold.advance(folded, page);
      for (const event of page) events.push(this.fold.read(event));
    }
    return { events, state: folded.state, revision: folded.revision };
  }

  async *#pages(stream: string, first: number, upTo = Number.MAX_SAFE_INTEGER): AsyncGenerator<StoredEvent[]> {
    for (let from = first; from <= upTo; from += PAGE) {
      const limit = Math.min(PAGE, upTo - from + 1);
      const page = await this.store.readStream(stream, { from, limit });
      if (page.length > 0) yield page;
      if (page.length < limit || page.length < PAGE) return;
    }
  }

  keep(stream: string, folded: Folded<S>): void {
    const held = this.#cache.get(stream);
    const worthIt = folded.revision >= 0 && (held === undefined || held.revision < folded.revision);
    if (worthIt) this.#cache.set(stream, folded);
  }
}
