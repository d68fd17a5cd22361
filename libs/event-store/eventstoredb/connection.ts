import type { StoreHealth } from '../event-store.js';
import { StoreUnavailable } from '../store-errors.js';
import { type Call, type Message, type Query, ServerClient } from './client.js';
import type { ServerSettings } from './connection-string.js';
import { isNotLeader, isOfAnEndedClient, isOfTheConnection, TimedOut, typeOf } from './failures.js';

/** A client that failed so often in a row is thrown away: a new one looks the server up anew. */
const FAILURES_OF_A_CLIENT = 3;
/** One failure may be an accident; from two on we say so. */
const FAILURES_OF_A_SERVER = 2;
/** A subscription may be silent for as long as it likes, once it is there. */
const OPENING_MS = 10_000;

/** The connection to a server: it outlives its clients, knows whether the server answers, and waits for nothing for ever. */
export class Connection {
  #client: ServerClient;
  #failures = 0;
  #lastFailure = '';
  #closed = false;

  constructor(private readonly settings: ServerSettings) {
    this.#client = new ServerClient(settings);
  }

  health(): StoreHealth {
    if (this.#closed) return { writable: false, reason: 'closed' };
    if (this.#failures < FAILURES_OF_A_SERVER) return { writable: true };
    return { writable: false, reason: this.#lastFailure, recovering: true };
  }

  /**
   * One call, ended after `patienceMs` whatever the client does. A server that does not lead has done nothing, nor has a client
   * that was replaced before the call began: the call is made once more.
   */
  async ask<T>(patienceMs: number, call: (client: ServerClient) => Promise<T>): Promise<T> {
    try {
      return await this.#once(call, patienceMs);
    } catch (error) {
      if (!isNotLeader(error) && !isOfAnEndedClient(error)) throw error;
      // The client turns to the leader in its own time.
      await new Promise((resolve) => setImmediate(resolve));
      return this.#once(call, patienceMs);
    }
  }

  /**
   * Visits what a read says until the visitor has enough, the read ends, or nothing comes for `patienceMs` (0: never mind);
   * the call is cancelled in the end, for leaving it early does not.
   */
  async read(query: Query, patienceMs: number, visit: (message: Message) => boolean, signal?: AbortSignal): Promise<void> {
    let begun: Error | null = null;
    await this.ask(0, async (client) => {
      const call = await opened(client, query, patienceMs || OPENING_MS, signal);
      let heard = false;
      const hear = (message: Message): boolean => {
        heard = true;
        return visit(message);
      };
      try {
        if (call !== null) await listen(call, patienceMs, hear, signal);
      } catch (error) {
        // What was visited is not to be visited twice: this is no longer a call that can be made once more.
        if (!heard || !(isNotLeader(error) || isOfAnEndedClient(error))) throw error;
        begun = error as Error;
      }
    });
    if (begun !== null) throw begun;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client.end();
  }

  async #once<T>(call: (client: ServerClient) => Promise<T>, patienceMs: number): Promise<T> {
    if (this.#closed) throw new StoreUnavailable('the event store is closed', { notWritten: true });
    const client = this.#client;
    try {
      const value = await withinPatience(patienceMs, call(client));
      this.#failures = 0;
      return value;
    } catch (error) {
      if (isOfAnEndedClient(error)) throw error;
      if (isOfTheConnection(error)) this.#failed(client, error);
      else this.#failures = 0;
      throw error;
    }
  }

  #failed(client: ServerClient, error: unknown): void {
    this.#failures += 1;
    this.#lastFailure =
      typeOf(error) === 'deadline-exceeded' ? 'the event store server does not answer' : 'the event store server is away';
    if (this.#closed || client !== this.#client || this.#failures % FAILURES_OF_A_CLIENT !== 0) return;
    this.#client = new ServerClient(this.settings);
    void client.retire();
  }
}

/** 0 is patience without end. */
const withinPatience = <T>(ms: number, answer: Promise<T>): Promise<T> => {
  if (ms === 0) return answer;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimedOut(`no answer in ${ms} ms`)), ms);
    const settled = (): void => clearTimeout(timer);
    answer.then(resolve, reject).finally(settled);
  });
};

/** @returns null when nobody waits any more. */
const opened = async (client: ServerClient, query: Query, patienceMs: number, signal?: AbortSignal): Promise<Call | null> => {
  const opening = client.open(query);
  let abort = (): void => {};
  const aborted = new Promise<null>((resolve) => {
    abort = () => resolve(null);
    signal?.addEventListener('abort', abort, { once: true });
  });
  let call: Call | null = null;
  try {
    call = await withinPatience(patienceMs, Promise.race([opening, aborted]));
    return call;
  } finally {
    signal?.removeEventListener('abort', abort);
    // It may still come, and nobody would end it.
    if (call === null) opening.then((late) => late.cancel()).catch(() => {});
  }
};

/** Once aborted or silent the call is cancelled, and what it then says of itself is no news. */
const listen = async (
  { messages, cancel }: Call,
  patienceMs: number,
  visit: (message: Message) => boolean,
  signal?: AbortSignal,
): Promise<void> => {
  let silent = false;
  const giveUp = (): void => {
    silent = true;
    cancel();
  };
  const timer = patienceMs === 0 ? undefined : setTimeout(giveUp, patienceMs);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (signal?.aborted) return;
    for await (const message of messages) {
      timer?.refresh();
      if (!visit(message)) return;
    }
  } catch (error) {
    if (!silent && !signal?.aborted) throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
  if (silent) throw new TimedOut(`nothing came for ${patienceMs} ms`);
};
