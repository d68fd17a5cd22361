import { assertStream, prepareAppend } from '../append-rules.js';
import { CatchUpSubscription } from '../catch-up.js';
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
import { StreamQueue } from '../stream-queue.js';
import { Connection } from './connection.js';
import { parseConnectionString } from './connection-string.js';
import { appendErrorOf, portErrorOf } from './failures.js';
import { Following } from './following.js';
import { InFlight } from './in-flight.js';
import { Reads } from './reads.js';
import { Tail } from './tail.js';

export interface EventStoreDbOptions {
  /** How long an append, or a word of a read, is waited for, in milliseconds; also `defaultDeadline` of the connection string. */
  readonly patienceMs?: number;
  /** How often the subscription is compared with the log while it says nothing, in milliseconds. */
  readonly probeMs?: number;
  /** How often followers look for themselves while there is no subscription, in milliseconds. */
  readonly pollMs?: number;
}

/** Above 100 calls on one connection all of them were seen to stand still for seconds; the reads and the subscription need some. */
const APPENDS_IN_FLIGHT = 64;
const PATIENCE_MS = 10_000;

/** The log on an EventStoreDB or KurrentDB server. */
export class EventStoreDbEventStore extends EventStore {
  /** A repeat of what is still under way is dropped by the server, and what is under way is done or given up after two to three seconds. */
  override readonly readBackAfter = [0, 250, 1_000, 2_000];
  override readonly tellsRepeats = false;
  readonly #connection: Connection;
  readonly #reads: Reads;
  readonly #tail: Tail;
  readonly #patienceMs: number;
  readonly #streams = new StreamQueue();
  readonly #appends = new InFlight(APPENDS_IN_FLIGHT);
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #subscriptions = new Set<Subscription>();
  #closing: Promise<void> | null = null;
  #asking: Promise<unknown> | null = null;

  private constructor(url: string, options: EventStoreDbOptions) {
    super();
    const settings = parseConnectionString(url);
    this.#patienceMs = options.patienceMs ?? settings.defaultDeadline ?? PATIENCE_MS;
    this.#connection = new Connection(settings);
    this.#reads = new Reads(this.#connection, this.#patienceMs);
    this.#tail = new Tail({
      connection: this.#connection,
      head: (signal) => this.#reads.head(signal),
      probeMs: options.probeMs ?? 5_000,
      pollMs: options.pollMs ?? 1_000,
    });
  }

  /**
   * @throws InvalidConnectionString; StoreUnavailable when no server answers. Neither holds anything secret of the string.
   */
  static async open(url: string, options: EventStoreDbOptions = {}): Promise<EventStoreDbEventStore> {
    const store = new EventStoreDbEventStore(url, options);
    try {
      await store.head();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    const prepared = prepareAppend(stream, expected, events);
    if (this.#closing !== null) throw new StoreUnavailable('the event store is closed', { notWritten: true });
    const underWay = this.#streams.run(stream, () =>
      this.#appends.run(async () => {
        try {
          return await this.#connection.ask(this.#patienceMs + 500, (client) =>
            client.append(stream, expected, prepared.events, this.#patienceMs),
          );
        } catch (error) {
          throw appendErrorOf(error, stream, expected, prepared.bytes);
        }
      }),
    );
    this.#underWay.add(underWay);
    const { revision, position } = await underWay.finally(() => this.#underWay.delete(underWay));
    return { revision, position: position ?? (await this.#positionOf(stream, revision)) };
  }

  /** A server that can no longer find what a repeat repeats gives no position. */
  async #positionOf(stream: string, revision: number): Promise<string> {
    const [event] = await this.#reads.stream(stream, { from: revision, limit: 1 });
    if (event?.revision === revision) return event.position;
    throw new StoreUnavailable(`the events of ${stream} up to revision ${revision} are written, and no longer to be read`);
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<StoredEvent[]> {
    assertStream(stream);
    return this.#reads.stream(stream, options);
  }

  async readAll(options: ReadAllOptions): Promise<Page> {
    return this.#reads.all(options);
  }

  subscribe(options: SubscribeOptions): Subscription {
    if (this.#closing === null) this.#tail.start();
    const subscription = new CatchUpSubscription(new Following(this.#reads, this.#tail), options);
    this.#subscriptions.add(subscription);
    void subscription.closed.then(() => this.#subscriptions.delete(subscription));
    if (this.#closing !== null) void subscription.stop();
    return subscription;
  }

  head(): Promise<string | null> {
    return this.#reads.head();
  }

  /** A server that did not answer is asked again, so that somebody notices when it does. */
  health(): StoreHealth {
    if (this.#closing !== null) return { writable: false, reason: 'closed' };
    const health = this.#connection.health();
    if (!health.writable) {
      this.#asking ??= this.head()
        .catch(() => {})
        .finally(() => {
          this.#asking = null;
        });
    }
    return health;
  }

  /** What the server says of itself, `24.6.0` for example; `unknown` where it says nothing. */
  async serverVersion(): Promise<string> {
    return this.#connection
      .ask(this.#patienceMs, (client) => client.version())
      .catch((error: unknown) => {
        throw portErrorOf(error);
      });
  }

  /** Stops the subscriptions, waits for the appends under way, and ends the connection. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
    await this.#tail.stop();
    await Promise.allSettled([...this.#underWay]);
    await this.#connection.close();
  }
}
