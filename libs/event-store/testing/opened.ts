import type { EventStore } from '../event-store.js';

/** One store under contract, and how to come back to what it holds. */
export interface Opened {
  readonly store: EventStore;
  /** Closes the store and opens the same log again; absent where the log ends with the store. */
  reopen?(): Promise<EventStore>;
  /** Closes whatever is open and takes away what was made for the test. */
  close(): Promise<void>;
}
