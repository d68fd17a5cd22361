import {
  type Appended,
  EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Page,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
  type StoreHealth,
  type SubscribeOptions,
  type Subscription,
} from '../event-store.js';
import { StoreUnavailable } from '../store-errors.js';

/** `reply-lost`: written, and never told. `request-lost`: neither. `unfresh`: a store that cannot tell a repeat. */
export type Fault = 'reply-lost' | 'request-lost' | 'unfresh';

/** A store behind a bad wire. Faults are used up one by one; without one it does what the store within does. */
export class FaultyEventStore extends EventStore {
  readonly faults: Fault[] = [];
  /** Runs before the next append is sent: the place for somebody else's append. */
  before: (() => Promise<unknown>) | null = null;
  appends = 0;
  reads = 0;

  constructor(private readonly within: EventStore) {
    super();
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    this.appends += 1;
    const before = this.before;
    this.before = null;
    await before?.();
    const fault = this.faults.shift();
    if (fault === 'request-lost') throw new StoreUnavailable('no answer in time');
    const { revision, position, fresh } = await this.within.append(stream, expected, events);
    if (fault === 'reply-lost') throw new StoreUnavailable('no answer in time');
    return fault === 'unfresh' ? { revision, position } : { revision, position, fresh };
  }

  readStream(stream: string, options?: ReadStreamOptions): Promise<StoredEvent[]> {
    this.reads += 1;
    return this.within.readStream(stream, options);
  }

  readAll(options: ReadAllOptions): Promise<Page> {
    return this.within.readAll(options);
  }

  subscribe(options: SubscribeOptions): Subscription {
    return this.within.subscribe(options);
  }

  head(): Promise<string | null> {
    return this.within.head();
  }

  health(): StoreHealth {
    return this.within.health();
  }

  close(): Promise<void> {
    return this.within.close();
  }
}
