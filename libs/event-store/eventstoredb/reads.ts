import type { EventFilter, Page, ReadAllOptions, ReadStreamOptions, StoredEvent } from '../event-store.js';
import { comparePositions, InvalidPosition } from '../positions.js';
import { StoreUnavailable } from '../store-errors.js';
import type { Message, Query } from './client.js';
import type { Connection } from './connection.js';
import { isInvalidPosition, portErrorOf, TimedOut, typeOf } from './failures.js';
import { InFlight } from './in-flight.js';
import { passes, passesNothing, serverFilter } from './server-filter.js';
import { BEFORE_ALL, serverPosition } from './server-position.js';

const READS_IN_FLIGHT = 24;
/** A page of which the server knows half of the filter looks at no more of what comes than this. */
const VISITED_AT_MOST = 5_000;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
/** A filter that lets nothing through makes the server search the log without a word: each time we wait longer for it. */
const MOST_PATIENCE_MS = 600_000;
const NO_POSITION = '18446744073709551615';

/** Bounded reads. Each ends at its limit, at the end of what it reads, or with `StoreUnavailable`. */
export class Reads {
  readonly #inFlight = new InFlight(READS_IN_FLIGHT);

  constructor(
    private readonly connection: Connection,
    private readonly patienceMs: number,
  ) {}

  async stream(stream: string, { from, direction, limit = NO_LIMIT }: ReadStreamOptions): Promise<StoredEvent[]> {
    const backwards = direction === 'backwards';
    if (limit <= 0) return [];
    const start = from ?? (backwards ? 'end' : 0);
    if (typeof start === 'number' && start < 0 && backwards) return [];
    const events: StoredEvent[] = [];
    const query = {
      of: 'stream',
      stream,
      from: typeof start === 'number' ? Math.max(0, start) : start,
      backwards,
      limit,
    } as const;
    await this.#read(query, this.patienceMs, (message) => {
      if (message.is === 'event' && !message.event.type.startsWith('$')) events.push(withPosition(message.event));
      return events.length < limit;
    });
    return events;
  }

  /** Position of the last event that is not the server's own: the very last one as a rule, and never far from the end. */
  async head(signal?: AbortSignal): Promise<string | null> {
    for (const limit of [1, 32, NO_LIMIT]) {
      let head: string | null = null;
      let visited = 0;
      const filter = limit === NO_LIMIT ? serverFilter() : null;
      const visit = (message: Message): boolean => {
        if (message.is !== 'event') return true;
        visited += 1;
        if (passes(undefined, message.event)) head = message.event.position;
        return head === null;
      };
      await this.#read({ of: 'all', from: 'end', backwards: true, limit, filter }, this.patienceMs, visit, signal);
      if (head !== null || visited < limit) return head;
    }
    return null;
  }

  /** @throws InvalidPosition */
  async all({ after, limit, filter }: ReadAllOptions, signal?: AbortSignal): Promise<Page> {
    const from = serverPosition(after);
    if (limit <= 0) return { events: [], next: after ?? BEFORE_ALL };
    // Asked first: what the read finds nothing of up to there is not there.
    const head = await this.head(signal);
    const end = later(after ?? BEFORE_ALL, head);
    if (passesNothing(filter)) return { events: [], next: end };
    // One more than asked for: a read starts with the very event that it is to go on after.
    const visits = onlyOnTheServer(filter) ? limit + 1 : Math.max(limit + 1, VISITED_AT_MOST);
    const events: StoredEvent[] = [];
    let visited = 0;
    let last = after;
    const visit = (message: Message): boolean => {
      if (message.is !== 'event') return true;
      visited += 1;
      const { event } = message;
      if (after !== null && comparePositions(event.position, after) <= 0) return true;
      last = event.position;
      if (passes(filter, event)) events.push(event);
      return events.length < limit && visited < visits;
    };
    const query = { of: 'all', from, backwards: false, limit: visits, filter: serverFilter(filter) } as const;
    await this.#search(query, after, visit, signal);
    const stopped = events.length >= limit || visited >= visits;
    return { events, next: stopped && last !== null ? last : later(end, last) };
  }

  /** The server has just said its head, so that it is there: silence means that it is searching. */
  async #search(query: Query, after: string | null, visit: (message: Message) => boolean, signal?: AbortSignal): Promise<void> {
    for (let patienceMs = this.patienceMs; ; patienceMs *= 4) {
      let heard = false;
      try {
        const hear = (message: Message): boolean => {
          heard = true;
          return visit(message);
        };
        return await this.#read(query, patienceMs, hear, signal);
      } catch (error) {
        if (after !== null && isInvalidPosition(error)) throw new InvalidPosition(after);
        const silent = error instanceof StoreUnavailable && error.cause instanceof TimedOut && !heard;
        if (!silent || patienceMs * 4 > MOST_PATIENCE_MS) throw error;
      }
    }
  }

  async #read(query: Query, patienceMs: number, visit: (message: Message) => boolean, signal?: AbortSignal): Promise<void> {
    try {
      await this.#inFlight.run(() => this.connection.read(query, patienceMs, visit, signal));
    } catch (error) {
      // Behind a tombstone there is nothing, for ever.
      if (typeOf(error) === 'stream-deleted') return;
      if (isInvalidPosition(error)) throw error;
      throw portErrorOf(error);
    }
  }
}

const onlyOnTheServer = ({ streams, types }: EventFilter = {}): boolean => streams === undefined || types === undefined;

const later = (a: string, b: string | null): string => (b === null || comparePositions(a, b) > 0 ? a : b);

const withPosition = (event: StoredEvent): StoredEvent => {
  if (!event.position.startsWith(NO_POSITION)) return event;
  throw new StoreUnavailable('the event store server is older than 22.6: its streams do not say the positions of their events');
};
