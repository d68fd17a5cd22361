import { assertStream, type PreparedEvent, prepareAppend } from '../append-rules.js';
import { CatchUpSubscription } from '../catch-up.js';
import { CommitSignal } from '../commit-signal.js';
import {
  type Appended,
  type EventFilter,
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
import { expectationOf, meets, revisionOf } from '../expectation.js';
import { countedPosition } from '../positions.js';
import { StoreUnavailable, WrongExpectedRevision } from '../store-errors.js';

interface Row extends PreparedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

/** For tests and trials. It keeps text, as the others do, so that nobody can change what was recorded. */
export class MemoryEventStore extends EventStore {
  readonly #log: Row[] = [];
  readonly #streams = new Map<string, Row[]>();
  readonly #commits = new CommitSignal();
  readonly #subscriptions = new Set<CatchUpSubscription>();
  #closed = false;

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    const prepared = prepareAppend(stream, expected, events).events;
    if (this.#closed) throw new StoreUnavailable('the event store is closed');
    const rows = this.#streams.get(stream) ?? [];
    const head = rows.length - 1;
    const at = revisionOf(expected);
    const met = meets(at, head, prepared, (revision) => rows[revision]?.id);
    if (met === 'conflict') throw new WrongExpectedRevision(stream, expected, expectationOf(head));
    if (met === 'head') this.#write(stream, rows, prepared);
    const last = rows[at + prepared.length] as Row;
    return { revision: last.revision, position: String(last.position), fresh: met === 'head' };
  }

  #write(stream: string, rows: Row[], events: readonly PreparedEvent[]): void {
    this.#streams.set(stream, rows);
    for (const event of events) {
      const row = { ...event, stream, revision: rows.length, position: this.#log.length + 1 };
      rows.push(row);
      this.#log.push(row);
    }
    this.#commits.announce();
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<StoredEvent[]> {
    assertStream(stream);
    const rows = this.#streams.get(stream) ?? [];
    const limit = options.limit ?? rows.length;
    if (options.direction === 'backwards') {
      const end = (options.from ?? rows.length) + 1;
      return rows
        .slice(Math.max(0, Math.min(end, rows.length) - limit), end)
        .reverse()
        .map(stored);
    }
    const from = Math.max(0, options.from ?? 0);
    return rows.slice(from, from + limit).map(stored);
  }

  async readAll({ after, limit, filter }: ReadAllOptions): Promise<Page> {
    const events: StoredEvent[] = [];
    let next = countedPosition(after);
    while (events.length < limit && next < this.#log.length) {
      const row = this.#log[next] as Row;
      if (passes(filter, row)) events.push(stored(row));
      next = row.position;
    }
    return { events, next: String(next) };
  }

  subscribe(options: SubscribeOptions): Subscription {
    const subscription = new CatchUpSubscription(
      { readAll: (page) => this.readAll(page), head: () => this.head(), committed: () => this.#commits.next() },
      options,
    );
    this.#subscriptions.add(subscription);
    void subscription.closed.then(() => this.#subscriptions.delete(subscription));
    return subscription;
  }

  async head(): Promise<string | null> {
    return this.#log.length === 0 ? null : String(this.#log.length);
  }

  health(): StoreHealth {
    return this.#closed ? { writable: false, reason: 'closed' } : { writable: true };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
  }
}

const passes = (filter: EventFilter | undefined, row: Row): boolean =>
  (filter?.types?.includes(row.type) ?? true) && (filter?.streams?.some((prefix) => row.stream.startsWith(prefix)) ?? true);

const stored = (row: Row): StoredEvent => ({
  stream: row.stream,
  revision: row.revision,
  position: String(row.position),
  id: row.id,
  type: row.type,
  data: JSON.parse(row.data) as StoredEvent['data'],
  metadata: JSON.parse(row.metadata) as StoredEvent['metadata'],
});
