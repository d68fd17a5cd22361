import type { EventStore } from '@lien-thong/event-store';
import { appendSurely, WAITS } from './append-surely.js';
import type { RecordedCommand } from './recorded-commands.js';

/** The way into a target. After a failure nothing more is sent. */
export interface Lane {
  /** Settles when there is room for the next command; throws what an earlier one failed with. */
  send(command: RecordedCommand): Promise<void>;
  /** Waits until all that was sent stands in the target. */
  settled(): Promise<void>;
}

export type OpenLane = (target: EventStore) => Lane;

const TOGETHER = 300;

/**
 * Into an embedded store: what is sent in one turn of the loop shares one transaction, in the order of sending. So the
 * target is at every moment an exact beginning of its source, across streams too.
 */
export const inOrder: OpenLane = (target) => {
  let waiting: RecordedCommand[] = [];
  const settled = async (): Promise<void> => {
    const together = waiting;
    waiting = [];
    await Promise.all(together.map((command) => appendSurely(target, command, [])));
  };
  return {
    settled,
    send: async (command) => {
      if (waiting.push(command) >= TOGETHER) await settled();
    },
  };
};

/** The streams that there are many of. All others say what holds for these: they keep their place among them. */
const MANY = /^(dossier|code|access|delivery|notification)-/;

/**
 * Into a server: so many appends under way, and one in each stream, for unary calls overtake each other; above 64 a
 * connection freezes (design/event-store.md, 2). No append is overtaken by one that comes `atOnce` later or more, and an
 * event of the catalogues, an endpoint, an erasure by none.
 */
export const abreast =
  (atOnce = 64, waits: readonly number[] = WAITS): OpenLane =>
  (target) =>
    new AbreastLane(target, atOnce, waits);

class AbreastLane implements Lane {
  readonly #underWay: Promise<void>[] = [];
  readonly #byStream = new Map<string, Promise<void>>();
  #failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly target: EventStore,
    private readonly atOnce: number,
    private readonly waits: readonly number[],
  ) {}

  async send(command: RecordedCommand): Promise<void> {
    if (MANY.test(command.stream)) return this.#send(command);
    await this.settled();
    await this.#send(command);
    await this.settled();
  }

  async #send(command: RecordedCommand): Promise<void> {
    await this.#byStream.get(command.stream);
    while (this.#underWay.length >= this.atOnce) await this.#underWay.shift();
    this.#orThrow();
    const done = appendSurely(this.target, command, this.waits).catch((error: unknown) => {
      this.#failure ??= { error };
    });
    this.#underWay.push(done);
    this.#byStream.set(command.stream, done);
    void done.then(() => {
      if (this.#byStream.get(command.stream) === done) this.#byStream.delete(command.stream);
    });
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay.splice(0));
    this.#orThrow();
  }

  #orThrow(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}
