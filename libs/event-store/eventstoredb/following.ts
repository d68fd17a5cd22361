import type { Source } from '../catch-up.js';
import type { Page, ReadAllOptions } from '../event-store.js';
import { comparePositions } from '../positions.js';
import { backOffMs } from './back-off.js';
import type { Reads } from './reads.js';
import { BEFORE_ALL } from './server-position.js';
import type { Tail } from './tail.js';

/** What one subscriber reads: pages of the log until the tail has what it wants, and pages again when the tail is gone. */
export class Following implements Source {
  /** The log's end when it was last asked for: until the tail is there, it cannot speak of what is next. */
  #end: string | null | undefined;

  constructor(
    private readonly reads: Reads,
    private readonly tail: Tail,
  ) {}

  committed(): Promise<void> {
    return this.tail.signal.next();
  }

  async readAll(options: ReadAllOptions, signal?: AbortSignal): Promise<Page> {
    const after = options.after ?? BEFORE_ALL;
    if (this.#tailReached() !== null && this.tail.covers(after)) return this.tail.page(after, options.limit, options.filter);
    return this.reads.all(options, signal);
  }

  async head(signal?: AbortSignal, live = false): Promise<string | null> {
    const reached = this.#tailReached();
    if (live && reached !== null) return reached;
    this.#end = await this.reads.head(signal);
    return this.#end;
  }

  /** A server that is away comes back; a subscription outlives that. */
  retryAfter(failures: number): number {
    return backOffMs(failures);
  }

  #tailReached(): string | null {
    const { reached } = this.tail;
    if (reached === null || this.#end === undefined) return null;
    return this.#end !== null && comparePositions(reached, this.#end) < 0 ? null : reached;
  }
}
