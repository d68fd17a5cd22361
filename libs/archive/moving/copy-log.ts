import type { EventStore, StoredEvent } from '@lien-thong/event-store';
import { type LogSource, storeSource } from '../log-source.js';
import type { OpenLane } from './lane.js';
import { recordedCommands } from './recorded-commands.js';
import { StreamTaken } from './stream-taken.js';

export interface CopyLogOptions {
  readonly lane: OpenLane;
  /** Called with each command: how many events were sent so far, and where the source is read. */
  onCopied?(sent: number, position: string): void;
}

interface Head {
  readonly revision: number;
  readonly id: string;
  readonly hash: string;
}

/**
 * Copies a log into a target that is empty, or holds a beginning of it: streams, ids, data and metadata as they are, each
 * command in one append. Where it was broken off is told by the target itself, so that it may be run again at any time.
 */
export class LogCopy {
  readonly #heads = new Map<string, Head>();
  sent = 0;

  private constructor(
    private readonly target: EventStore,
    private readonly options: CopyLogOptions,
  ) {}

  /** Reads where the target stands. */
  static async into(target: EventStore, options: CopyLogOptions): Promise<LogCopy> {
    const copy = new LogCopy(target, options);
    for await (const page of storeSource(target, await target.head()).pages()) for (const event of page) copy.#stands(event);
    return copy;
  }

  #stands({ stream, revision, id, metadata }: StoredEvent): void {
    this.#heads.set(stream, { revision, id, hash: metadata.hash });
  }

  /** Writes nothing. @throws StreamTaken when the target is not a beginning of the source. */
  async assertBeginningOf(source: LogSource): Promise<void> {
    const unmet = new Map(this.#heads);
    if (unmet.size === 0) return;
    for await (const page of source.pages()) {
      for (const { stream, revision, id, metadata } of page) {
        const head = unmet.get(stream);
        if (head?.revision !== revision) continue;
        if (head.id !== id || head.hash !== metadata.hash) throw new StreamTaken(stream, revision);
        unmet.delete(stream);
      }
      if (unmet.size === 0) return;
    }
    for (const [stream, { revision }] of unmet) throw new StreamTaken(stream, revision);
  }

  /** Sends what the target does not have yet. @throws StreamTaken, StoreUnavailable. */
  async take(source: LogSource): Promise<void> {
    const lane = this.options.lane(this.target);
    try {
      for await (const command of recordedCommands(source)) {
        const { stream, position } = command;
        const there = (this.#heads.get(stream)?.revision ?? -1) + 1 - command.revision;
        if (there < command.events.length) {
          const events = command.events.slice(Math.max(0, there));
          await lane.send({ ...command, revision: command.revision + Math.max(0, there), events });
          this.#sent(command.stream, command.revision, command.events);
          this.sent += events.length;
        }
        this.options.onCopied?.(this.sent, position);
      }
    } finally {
      await lane.settled();
    }
  }

  #sent(stream: string, first: number, events: readonly { readonly id: string; readonly metadata: { readonly hash: string } }[]) {
    const last = events.at(-1) as (typeof events)[number];
    this.#heads.set(stream, { revision: first + events.length - 1, id: last.id, hash: last.metadata.hash });
  }
}
