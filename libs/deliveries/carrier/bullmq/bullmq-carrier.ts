import { randomUUID } from 'node:crypto';
import { CANARY, Canary, impatientRedis, patientRedis, redisRemarks, within } from '@lien-thong/deadlines';
import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  Carrier,
  type CarrierHealth,
  type CarrierTiming,
  type Carry,
  type Load,
  loadId,
  OF_ONE_LANE,
  TOGETHER,
  waitOf,
} from '../carrier.js';
import { Lanes } from '../lanes.js';

export interface BullmqCarrierOptions extends CarrierTiming {
  readonly url: string;
  readonly queue: string;
  /** How long `hand` waits for Redis, in milliseconds. */
  readonly patienceMs?: number;
  /** After so long without a sign of life a worker's job goes to another. */
  readonly lockMs?: number;
  readonly canaryEveryMs?: number;
  /** Without a canary home for so long, nothing seems to be carried. A minute by default. */
  readonly canaryStaleMs?: number;
  readonly warn?: (remark: string) => void;
}

/** The next attempt is to come after so long. */
class Again extends Error {
  constructor(readonly afterMs: number) {
    super('again');
    this.name = 'Again';
  }
}

const STOP_WITHIN_MS = 3_000;
const LOCK_MS = 10_000;

/**
 * The oftener a load has found its lane full, the later it asks again: a receiver that hangs for hours does not keep the workers
 * busy with asking. Milliseconds, half as long or half as long again by chance.
 */
const untilThereIsPlace = ({ attemptsStarted, attemptsMade }: Job): number =>
  Math.round(Math.min(300 * 2 ** (attemptsStarted - attemptsMade - 1), 4_000) * (0.5 + Math.random()));

/** Loads as jobs on Redis, shared by all workers. While Redis is away nothing waits for it. */
export class BullmqCarrier extends Carrier {
  readonly #redis: Redis;
  readonly #blocking: Redis;
  readonly #canary: Canary;
  readonly #patienceMs: number;
  readonly #lanes: Lanes;
  readonly #stopping = new AbortController();
  #queue: Queue | null = null;
  #worker: Worker | null = null;
  #carry: Carry | null = null;
  #beat: NodeJS.Timeout | null = null;
  #remarks: readonly string[] = [];

  constructor(private readonly options: BullmqCarrierOptions) {
    super();
    this.#patienceMs = options.patienceMs ?? 1_000;
    this.#canary = new Canary(randomUUID(), this.#patienceMs);
    this.#lanes = new Lanes(options.ofOneLane ?? OF_ONE_LANE);
    this.#redis = impatientRedis(options.url);
    this.#blocking = patientRedis(options.url);
  }

  /** Does not wait for Redis: queue and worker are made when it first answers. */
  override async start(carry: Carry): Promise<void> {
    this.#carry = carry;
    this.#redis.on('ready', () => void this.#ready().catch(() => {}));
    for (const redis of [this.#redis, this.#blocking]) redis.connect().catch(() => {});
    this.#beat = setInterval(() => this.#sendCanary(), this.options.canaryEveryMs ?? 5_000);
    this.#beat.unref();
    await within(this.#patienceMs, new Promise<void>((resolve) => this.#redis.once('ready', () => resolve())));
  }

  async #ready(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#queue ??= this.#newQueue();
    this.#worker ??= this.#newWorker();
    this.#sendCanary();
    const before = this.#remarks;
    this.#remarks = (await within(this.#patienceMs, redisRemarks(this.#redis))) ?? before;
    for (const remark of this.#remarks) if (!before.includes(remark)) this.options.warn?.(remark);
  }

  #newQueue(): Queue {
    const attempts = this.options.retries.length + 1;
    const queue = new Queue(this.options.queue, {
      connection: this.#redis,
      skipWaitingForReady: true,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts, backoff: { type: 'custom' } },
    });
    queue.on('error', () => {});
    return queue;
  }

  #newWorker(): Worker {
    const { lockMs = LOCK_MS, together = TOGETHER } = this.options;
    const worker = new Worker(this.options.queue, (job, token) => this.#work(job, token), {
      connection: this.#blocking,
      concurrency: together,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      settings: { backoffStrategy: (_made, _type, error) => (error instanceof Again ? error.afterMs : 1_000) },
    });
    worker.on('error', () => {});
    return worker;
  }

  async #work(job: Job, token: string | undefined): Promise<void> {
    if (job.name === CANARY) return;
    const load = job.data as Load;
    if (!this.#lanes.enter(load.lane)) {
      // The lane is full, the places of the others are not to wait for it.
      await job.moveToDelayed(Date.now() + untilThereIsPlace(job), token);
      throw new DelayedError();
    }
    try {
      await this.#attempt(load, job.attemptsMade + 1);
    } finally {
      this.#lanes.leave(load.lane);
    }
  }

  async #attempt(load: Load, number: number): Promise<void> {
    const { retries } = this.options;
    if (this.#carry === null) throw new Again(0);
    const { signal } = this.#stopping;
    const carried = await this.#carry(load, { number, last: number > retries.length, signal }).catch(
      () => ({ is: 'again', notBeforeMs: 0 }) as const,
    );
    if (carried.is === 'again') throw new Again(waitOf(retries, number, carried.notBeforeMs));
  }

  override async hand(loads: readonly Load[]): Promise<boolean> {
    const queue = this.#queue;
    if (queue === null || this.#redis.status !== 'ready' || this.#stopping.signal.aborted) return loads.length === 0;
    const jobs = loads.map(({ id, kind, lane, round }) => {
      const data: Load = { id, kind, lane, round };
      return { name: kind, data, opts: { jobId: loadId(data) } };
    });
    return (await within(this.#patienceMs, queue.addBulk(jobs))) !== null;
  }

  #sendCanary(): void {
    if (this.#queue !== null && this.#redis.status === 'ready' && !this.#stopping.signal.aborted)
      void this.#canary.beat(this.#queue).catch(() => {});
  }

  override async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#beat !== null) clearInterval(this.#beat);
    const answers = this.#redis.status === 'ready';
    await within(STOP_WITHIN_MS, this.#worker?.close(!answers) ?? Promise.resolve());
    this.#carry = null;
    await within(1_000, this.#queue?.close() ?? Promise.resolve());
    for (const redis of [this.#redis, this.#blocking]) redis.disconnect();
  }

  override health(): CarrierHealth {
    const connected = this.#redis.status === 'ready' && !this.#stopping.signal.aborted;
    const carried = this.#canary.ageMs < (this.options.canaryStaleMs ?? 60_000);
    const remarks = [
      ...(connected ? [] : ['Redis is not connected; deliveries wait']),
      ...(carried ? [] : ['no canary job was completed lately; deliveries may wait']),
      ...this.#remarks,
    ];
    return { kind: 'bullmq', ok: connected && carried, remarks };
  }
}
