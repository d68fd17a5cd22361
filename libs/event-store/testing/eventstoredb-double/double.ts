import { Faults } from './faults.js';
import { DoubleLog } from './log.js';
import { LogFile } from './log-file.js';
import { DoubleMember } from './member.js';

export interface DoubleOptions {
  /** Of the first node; any free one by default. */
  readonly port?: number;
  /** Makes the double durable: what it has said yes to is in this file, through kill -9. */
  readonly file?: string;
  /** More than one: a cluster over one log, whose first node leads. */
  readonly nodes?: number;
  /** Who may call, and their passwords; everybody by default. */
  readonly users?: Readonly<Record<string, string>>;
  /** PEM. Without it the wire is plain. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** Every so many appends the server writes an event of its own; 0 never. */
  readonly systemEvery?: number;
  /** Servers before 23.10 do not say when a subscriber has caught up. */
  readonly saysCaughtUp?: boolean;
  /** Servers before 22.6 say no positions when they read a stream. */
  readonly positionsInStreams?: boolean;
  /** Of the data of one append, in bytes; one mebibyte by default. */
  readonly appendLimit?: number;
  /** How long a dropped repeat waits until it is told that it timed out. */
  readonly commitTimeoutMs?: number;
  /** How long the fault `in-flight` holds an append back. */
  readonly inFlightMs?: number;
}

/**
 * An EventStoreDB server in this process, as far as our adapter uses one: the streams, server-features and gossip
 * services on the client's own generated code. What it answers follows the source of the 24.6 server and what was measured on
 * it. It proves our mapping and our reconnects; it proves nothing about a real server.
 */
export class EventStoreDouble {
  readonly faults = new Faults();
  readonly log: DoubleLog;
  readonly members: readonly DoubleMember[];
  #leader = 0;

  private constructor(
    private readonly options: DoubleOptions,
    private readonly file: LogFile | null,
  ) {
    this.log = new DoubleLog(file, options.systemEvery ?? 5);
    this.members = Array.from({ length: options.nodes ?? 1 }, (_, index) => new DoubleMember(this, index, options));
  }

  static async start(options: DoubleOptions = {}): Promise<EventStoreDouble> {
    const double = new EventStoreDouble(options, options.file === undefined ? null : new LogFile(options.file));
    for (const [index, member] of double.members.entries()) await member.start(index === 0 ? (options.port ?? 0) : 0);
    return double;
  }

  get url(): string {
    const hosts = this.members.map(({ port }) => `127.0.0.1:${port}`).join(',');
    return `esdb://${hosts}?tls=${this.options.tls !== undefined}`;
  }

  get port(): number {
    return this.leader.port;
  }

  get leader(): DoubleMember {
    return this.members[this.#leader] as DoubleMember;
  }

  /** Appends that came in, those that wait for their answer, and how many waited at once at most. */
  get appends(): { readonly all: number; readonly now: number; readonly most: number } {
    return {
      all: this.#sum(({ node }) => node.appending.all),
      now: this.#sum(({ node }) => node.appending.now),
      most: Math.max(...this.members.map(({ node }) => node.appending.most)),
    };
  }

  get batchAppends(): number {
    return this.#sum(({ node }) => node.batchAppends);
  }

  /** Reads that have not ended, subscriptions left out. */
  get reads(): number {
    return this.#sum(({ node }) => node.reading.reads.size);
  }

  get subscribers(): number {
    return this.#sum(({ node }) => node.reading.subscribers.size);
  }

  get connections(): { readonly taken: number; readonly open: number } {
    return { taken: this.#sum(({ connections }) => connections.taken), open: this.#sum(({ connections }) => connections.open) };
  }

  #sum(of: (member: DoubleMember) => number): number {
    return this.members.reduce((sum, member) => sum + of(member), 0);
  }

  /** The subscriptions of now say nothing any more, and do not end. */
  muteSubscriptions(): void {
    for (const { node } of this.members) for (const subscription of node.reading.subscribers.values()) subscription.mute();
  }

  /** The connections of now fall silent for ever; new ones are served. */
  strand(): void {
    for (const member of this.members) member.strand();
  }

  dropSubscriptions(how: 'error' | 'end'): void {
    for (const { node } of this.members) node.reading.dropSubscriptions(how);
  }

  /** The wire falls silent, without a word to either side. */
  freeze(): void {
    for (const member of this.members) member.freeze();
  }

  thaw(): void {
    for (const member of this.members) member.thaw();
  }

  async stall(ms: number): Promise<void> {
    this.freeze();
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.thaw();
  }

  /** Breaks every connection, and takes new ones. */
  cut(): void {
    for (const member of this.members) member.cut();
  }

  /** The next node leads. Those connected to the old one are told so when they ask for the leader. */
  leaderChange(): void {
    this.#leader = (this.#leader + 1) % this.members.length;
  }

  /** As a killed server that comes back: connections break, what was said yes to is there. */
  async restart(downMs = 0): Promise<void> {
    const ports = this.members.map(({ port }) => port);
    for (const { node } of this.members) node.appending.cancelAll();
    for (const member of this.members) await member.stop();
    if (downMs > 0) await new Promise((resolve) => setTimeout(resolve, downMs));
    for (const [index, member] of this.members.entries()) await member.start(ports[index] ?? 0);
  }

  async stop(): Promise<void> {
    for (const member of this.members) await member.stop();
    this.file?.close();
  }
}

export const startEventStoreDouble = (options: DoubleOptions = {}): Promise<EventStoreDouble> => EventStoreDouble.start(options);
