import { type Ms, toMs, toText } from '@lien-thong/calendar';
import type { Decider, Event } from '@lien-thong/domain';
import {
  type EventStore,
  type Executor,
  eventIdOf,
  executor,
  type StoredEvent,
  type Subscription,
} from '@lien-thong/event-store';
import { SYSTEM } from './catalogue/catalogues.js';

/** The engine's clock, in milliseconds since 1970. Token times and rate limits never go by it. */
export abstract class Clock {
  abstract now(): Ms;
  async close(): Promise<void> {}
}

export class SystemClock extends Clock {
  override now(): Ms {
    return Date.now();
  }
}

/** The sandbox clock: it stands still between advances, and moves forward only. */
export class TestClock extends Clock {
  constructor(protected at: Ms) {
    super();
  }

  override now(): Ms {
    return this.at;
  }

  async moveTo(at: Ms): Promise<void> {
    this.at = Math.max(this.at, at);
  }
}

type Moved = Event<'SandboxClockMoved', { readonly to: string }>;
const STREAM = 'sandbox-clock';

const clockDecider: Decider<{ readonly to: Ms }, Ms, Moved> = {
  initial: Number.NEGATIVE_INFINITY,
  decide: ({ to }, at, recordedAt) => ({
    occurredAt: recordedAt,
    events: to > at ? [{ type: 'SandboxClockMoved', data: { to: toText(to) } }] : [],
  }),
  evolve: (_at, { data }) => toMs(data.to),
};

/** One sandbox clock for all processes of an installation: where it stands is in the log, and each follows it. */
export class SharedTestClock extends TestClock {
  readonly #moves: Executor<{ readonly to: Ms }, Ms, Moved>;
  readonly #listeners = new Set<() => void>();
  #subscription: Subscription | null = null;

  private constructor(
    private readonly store: EventStore,
    startsAt: Ms,
  ) {
    super(startsAt);
    const codec = { encode: ({ type, data }: Moved) => ({ type, data }), decode: (stored: unknown) => stored as Moved };
    this.#moves = executor({ store, decider: clockDecider, codec, now: Date.now });
  }

  static async open(store: EventStore, startsAt: Ms): Promise<SharedTestClock> {
    const clock = new SharedTestClock(store, startsAt);
    const after = await store.head();
    await clock.refresh();
    const onEvents = (events: readonly StoredEvent[]): void => {
      for (const event of events) clock.#follow(event);
    };
    clock.#subscription = store.subscribe({ after, filter: { streams: [STREAM] }, onEvents });
    return clock;
  }

  /** Recorded before anybody may act at that time. */
  override async moveTo(at: Ms): Promise<void> {
    const commandId = eventIdOf(`${STREAM}/${at}`, 0);
    await this.#moves.execute(STREAM, { to: at }, { commandId, actor: SYSTEM });
    this.#reach(at);
  }

  /** Where it stands in the log now: a process may hear of a move a moment late. */
  async refresh(): Promise<void> {
    const [last] = await this.store.readStream(STREAM, { direction: 'backwards', limit: 1 });
    if (last !== undefined) this.#follow(last);
  }

  /** Called after each move, whoever made it. */
  onMoved(listener: () => void): void {
    this.#listeners.add(listener);
  }

  override async close(): Promise<void> {
    await this.#subscription?.stop();
  }

  #follow({ data }: StoredEvent): void {
    this.#reach(toMs((data as unknown as Moved['data']).to));
  }

  #reach(at: Ms): void {
    if (at <= this.at) return;
    this.at = at;
    for (const listener of this.#listeners) listener();
  }
}
