import type { PreparedEvent } from './append-rules.js';
import type { ExpectedRevision } from './event-store.js';

/** Head of a stream that has no events. */
export const NO_EVENTS = -1;

export const revisionOf = (expected: ExpectedRevision): number => (expected === 'no-stream' ? NO_EVENTS : expected);
export const expectationOf = (revision: number): ExpectedRevision => (revision === NO_EVENTS ? 'no-stream' : revision);

/**
 * What an append at `expected` meets in a stream that stands at `head`. A repeat is told by its ids alone, at the very
 * revisions where they would have been written; the payload is not compared.
 */
export const meets = (
  expected: number,
  head: number,
  events: readonly PreparedEvent[],
  idAt: (revision: number) => string | undefined,
): 'head' | 'repeat' | 'conflict' => {
  if (expected === head) return 'head';
  if (expected + events.length > head) return 'conflict';
  return events.every(({ id }, index) => idAt(expected + 1 + index) === id) ? 'repeat' : 'conflict';
};
