import type { Queue } from 'bullmq';
import { within } from './within.js';

export const CANARY = 'canary';
const DELAY_MS = 1_000;

/** A delayed job that somebody must complete: only that shows that alarms are carried, not that a connection is open. */
export class Canary {
  #sent = 0;
  #flying: string | null = null;
  #seenAt = performance.now();

  constructor(
    private readonly owner: string,
    private readonly patienceMs: number,
  ) {}

  /** Milliseconds since a canary came home; before the first, since it was waited for. */
  get ageMs(): number {
    return performance.now() - this.#seenAt;
  }

  /** Sends one, or looks after the one under way: completed jobs are gone. */
  async beat(queue: Queue): Promise<void> {
    if (this.#flying !== null) {
      const left = await within(
        this.patienceMs,
        queue.getJob(this.#flying).then((job) => ({ job: job ?? null })),
      );
      if (left === null) return;
      if (left.job !== null && Date.now() - left.job.timestamp < 10 * DELAY_MS) return;
      if (left.job === null) this.#seenAt = performance.now();
      this.#flying = null;
    }
    this.#sent += 1;
    const jobId = `${CANARY}-${this.owner}-${this.#sent}`;
    const added = await within(
      this.patienceMs,
      queue.add(CANARY, {}, { jobId, delay: DELAY_MS, removeOnComplete: true, removeOnFail: true }),
    );
    if (added !== null) this.#flying = jobId;
  }
}
