/** What came of ringing an alarm that still stands in the views. Times are monotonic milliseconds. */
interface Attempt {
  readonly firstSeen: number;
  readonly rang: number;
  readonly failed: number;
  readonly restUntil: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UNSEEN = { rang: 0, failed: 0, restUntil: Number.NEGATIVE_INFINITY };

/**
 * When the sweeper may ring an alarm. One that rang and still stands is stale, or its event is on its way: it rests for a
 * minute, then longer and longer, so that it does not loop. One that failed comes again soon.
 */
export class Attempts {
  readonly #attempts = new Map<string, Attempt>();

  constructor(private readonly graceMs: () => number) {}

  get size(): number {
    return this.#attempts.size;
  }

  /** Seen due by the sweeper. May it ring now? The alarm clock has its turn first, for as long as the grace. */
  isReady(key: string, lateMs: number, now: number): boolean {
    const attempt = this.#attempts.get(key) ?? { ...UNSEEN, firstSeen: now };
    this.#attempts.set(key, attempt);
    if (now < attempt.restUntil) return false;
    const grace = this.graceMs();
    return lateMs >= grace || now - attempt.firstSeen >= grace;
  }

  /** It rang well a short while ago. */
  hasRung(key: string, now: number): boolean {
    const attempt = this.#attempts.get(key);
    return attempt !== undefined && attempt.rang > 0 && now < attempt.restUntil;
  }

  rang(key: string, now: number): void {
    const { firstSeen, rang } = this.#attempts.get(key) ?? { ...UNSEEN, firstSeen: now };
    const rest = Math.min(HOUR, MINUTE * 2 ** rang);
    this.#attempts.set(key, { firstSeen, rang: rang + 1, failed: 0, restUntil: now + rest });
  }

  failed(key: string, now: number): void {
    const { firstSeen, failed } = this.#attempts.get(key) ?? { ...UNSEEN, firstSeen: now };
    const rest = Math.min(MINUTE, 1_000 * 2 ** failed);
    this.#attempts.set(key, { firstSeen, rang: 0, failed: failed + 1, restUntil: now + rest });
  }

  /** Forgets those that are due no longer, once their rest is over. */
  keep(due: ReadonlySet<string>, now: number): void {
    for (const [key, { restUntil }] of this.#attempts) if (now >= restUntil && !due.has(key)) this.#attempts.delete(key);
  }
}
