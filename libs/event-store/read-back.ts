import { setTimeout as wait } from 'node:timers/promises';
import { CommandReused } from './command-errors.js';
import type { EventStore } from './event-store.js';
import { StoreUnavailable } from './store-errors.js';

/** A store that does not answer is not asked for longer than this: somebody waits for us as well. */
const LONGEST_MS = 8_000;

/**
 * After an append whose outcome is not known: looks for it in the log, and never tries it a second time. Whoever gets
 * the error may send the same command again, and will be told.
 */
export const readBack = async <T>(
  store: EventStore,
  stream: string,
  waits: readonly number[],
  cause: unknown,
  inTheLog: () => Promise<T | null>,
): Promise<T> => {
  const begun = performance.now();
  for (const ms of waits) {
    if (ms > 0) await wait(ms);
    try {
      const found = await inTheLog();
      if (found !== null) return found;
    } catch (error) {
      // The store is still away: that is no answer yet.
      if (error instanceof CommandReused) throw error;
    }
    const { writable, recovering = false } = store.health();
    if ((!writable && !recovering) || performance.now() - begun > LONGEST_MS) break;
  }
  if (cause instanceof StoreUnavailable) throw cause;
  throw new StoreUnavailable(`the outcome of an append to ${stream} is not known`, { cause });
};
