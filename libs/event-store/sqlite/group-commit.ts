import type { PreparedAppend } from '../append-rules.js';
import type { Appended, ExpectedRevision } from '../event-store.js';
import { StoreUnavailable } from '../store-errors.js';

export interface Append extends PreparedAppend {
  readonly stream: string;
  readonly expected: ExpectedRevision;
}

/** What one append came to: an error concerns it alone. */
export type Result = Appended | Error;

interface Pending {
  readonly append: Append;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

/** One transaction takes no more than this: a commit stays short, and the WAL's cap holds. */
const MOST_APPENDS = 1_000;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Whatever arrives in one turn of the event loop goes into one transaction, and so shares one sync of the disk. An idle
 * writer waits for nothing but the end of the turn: `setImmediate` runs right after the sockets that are ready now.
 */
export class GroupCommit {
  #pending: Pending[] = [];
  #scheduled = false;
  #paused = false;
  #stopped: StoreUnavailable | null = null;

  /** `commit` throws when nothing is known of any append of the batch. */
  constructor(private readonly commit: (batch: readonly Append[]) => readonly Result[]) {}

  get stopped(): StoreUnavailable | null {
    return this.#stopped;
  }

  /** Settles after COMMIT. */
  add(append: Append): Promise<Appended> {
    if (this.#stopped !== null) return Promise.reject(this.#stopped);
    return new Promise((resolve, reject) => {
      this.#pending.push({ append, resolve, reject });
      this.#schedule();
    });
  }

  /** Writing is over, for good: what waits is refused, and so is whatever comes. */
  stop(reason: StoreUnavailable): void {
    this.#stopped ??= reason;
    for (const { reject } of this.#pending.splice(0)) reject(this.#stopped);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  /** Writes all that waits, now. */
  flush(): void {
    while (this.#pending.length > 0) this.#write(this.#take());
  }

  #schedule(): void {
    if (this.#scheduled || this.#paused || this.#pending.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#paused || this.#pending.length === 0) return;
      this.#write(this.#take());
      this.#schedule();
    });
  }

  #take(): Pending[] {
    let bytes = 0;
    const over = this.#pending.findIndex(({ append }, index) => {
      bytes += append.bytes;
      return index > 0 && (index >= MOST_APPENDS || bytes > MOST_BYTES);
    });
    return this.#pending.splice(0, over < 0 ? this.#pending.length : over);
  }

  #write(batch: readonly Pending[]): void {
    let results: readonly Result[];
    try {
      results = this.commit(batch.map(({ append }) => append));
    } catch (error) {
      const reason = error instanceof StoreUnavailable ? error : new StoreUnavailable(String(error), { cause: error });
      for (const { reject } of batch) reject(reason);
      return;
    }
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = results[index] as Result;
      if (result instanceof Error) reject(result);
      else resolve(result);
    }
  }
}
