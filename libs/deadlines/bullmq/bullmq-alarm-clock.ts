import { randomUUID } from 'node:crypto';
import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { AlarmClock, type AlarmClockHealth, type DossierAlarm, type Ring } from '../alarm-clock.js';
import { alarmId } from '../alarm-id.js';
import { CANARY, Canary } from './canary.js';
import { redisRemarks } from './redis-check.js';
import { impatientRedis, patientRedis } from './redis-connections.js';
import { within } from './within.js';

export interface BullmqOptions {
  readonly url: string;
  /** Milliseconds since 1970; the sandbox's clock where there is one. */
  now(): number;
  /** Where others move the clock: looks where it stands now. */
  refresh?(): Promise<void>;
  readonly queue?: string;
  readonly concurrency?: number;
  /** How long `set` waits for Redis, in milliseconds. */
  readonly patienceMs?: number;
  readonly retryAfterMs?: number;
  readonly canaryEveryMs?: number;
  /** Without a canary home for so long, nothing seems to be carried. A minute by default. */
  readonly canaryStaleMs?: number;
  /** Told once for each thing that is wrong with this Redis. */
  readonly warn?: (remark: string) => void;
}

const AT_ONCE = 1_000;
const MINUTE_MS = 60_000;
/** A job that comes before its time looks again so soon, and at the latest: machines' clocks differ, and a sandbox's is moved. */
const EARLY_MS = [250, 1_000] as const;

/** Alarms as delayed jobs on Redis, shared by all workers. While Redis is away nothing waits for it. */
export class BullmqAlarmClock extends AlarmClock {
  readonly #redis: Redis;
  readonly #blocking: Redis;
  readonly #canary: Canary;
  readonly #patienceMs: number;
  /** Handed over before they were due, by id: a second hand-over promotes them when the clock was moved. */
  readonly #delayed = new Map<string, number>();
  #queue: Queue | null = null;
  #worker: Worker | null = null;
  #ring: Ring | null = null;
  #beat: NodeJS.Timeout | null = null;
  #remarks: readonly string[] = [];
  #stopping = false;

  constructor(private readonly options: BullmqOptions) {
    super();
    this.#patienceMs = options.patienceMs ?? 1_000;
    this.#canary = new Canary(randomUUID(), this.#patienceMs);
    this.#redis = impatientRedis(options.url);
    this.#blocking = patientRedis(options.url);
  }

  /** Does not wait for Redis: queue and worker are made when it first answers. */
  async start(ring: Ring): Promise<void> {
    this.#ring = ring;
    this.#redis.on('ready', () => void this.#ready().catch(() => {}));
    for (const redis of [this.#redis, this.#blocking]) redis.connect().catch(() => {});
    this.#beat = setInterval(() => this.#canaryBeat(), this.options.canaryEveryMs ?? 5_000);
    this.#beat.unref();
    await within(this.#patienceMs, new Promise<void>((resolve) => this.#redis.once('ready', () => resolve())));
  }

  async #ready(): Promise<void> {
    if (this.#stopping) return;
    this.#queue ??= this.#newQueue();
    this.#worker ??= this.#newWorker();
    this.#canaryBeat();
    const before = this.#remarks;
    this.#remarks = (await within(this.#patienceMs, redisRemarks(this.#redis))) ?? before;
    for (const remark of this.#remarks) if (!before.includes(remark)) this.options.warn?.(remark);
  }

  #newQueue(): Queue {
    const queue = new Queue(this.#name, {
      connection: this.#redis,
      skipWaitingForReady: true,
      defaultJobOptions: {
        removeOnComplete: true,
        removeOnFail: true,
        attempts: 3,
        backoff: { type: 'exponential', delay: this.options.retryAfterMs ?? 1_000 },
      },
    });
    queue.on('error', () => {});
    return queue;
  }

  #newWorker(): Worker {
    const worker = new Worker(this.#name, (job, token) => this.#work(job, token), {
      connection: this.#blocking,
      concurrency: this.options.concurrency ?? 64,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    worker.on('error', () => {});
    return worker;
  }

  get #name(): string {
    return this.options.queue ?? 'alarms';
  }

  async #work(job: Job, token: string | undefined): Promise<void> {
    if (job.name === CANARY) return;
    const alarm = job.data as DossierAlarm;
    if (alarm.at > this.options.now()) await this.options.refresh?.();
    const early = alarm.at - this.options.now();
    if (early > 0) {
      await job.moveToDelayed(Date.now() + Math.min(Math.max(early, EARLY_MS[0]), EARLY_MS[1]), token);
      throw new DelayedError();
    }
    if (this.#ring === null) throw new Error('the alarm clock is stopping');
    await this.#ring(alarm);
    this.#delayed.delete(job.id ?? '');
  }

  async set(alarms: readonly DossierAlarm[]): Promise<boolean> {
    const queue = this.#queue;
    if (queue === null || this.#redis.status !== 'ready' || this.#stopping) return alarms.length === 0;
    let taken = true;
    for (let from = 0; from < alarms.length && taken; from += AT_ONCE) {
      taken = (await within(this.#patienceMs, this.#add(queue, alarms.slice(from, from + AT_ONCE)))) !== null;
    }
    return taken;
  }

  async #add(queue: Queue, alarms: readonly DossierAlarm[]): Promise<true> {
    const now = this.options.now();
    const jobs = alarms.map((alarm) => ({
      name: 'alarm',
      data: alarm,
      opts: { jobId: alarmId(alarm), delay: Math.max(0, alarm.at - now) },
    }));
    const moved = jobs.filter(({ opts }) => opts.delay === 0 && this.#delayed.has(opts.jobId));
    await queue.addBulk(jobs);
    await Promise.all(moved.map(({ opts }) => this.#promote(queue, opts.jobId)));
    for (const { opts, data } of jobs) if (opts.delay > 0) this.#delayed.set(opts.jobId, data.at);
    return true;
  }

  async #promote(queue: Queue, id: string): Promise<void> {
    this.#delayed.delete(id);
    const job = await queue.getJob(id);
    // It may have been promoted, or rung, meanwhile.
    await job?.promote().catch(() => {});
  }

  #canaryBeat(): void {
    this.#forgetRung();
    if (this.#queue !== null && this.#redis.status === 'ready' && !this.#stopping)
      void this.#canary.beat(this.#queue).catch(() => {});
  }

  /** Another worker may have rung them; a minute after their time nobody promotes them any more. */
  #forgetRung(): void {
    const before = this.options.now() - MINUTE_MS;
    for (const [id, at] of this.#delayed) if (at < before) this.#delayed.delete(id);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#beat !== null) clearInterval(this.#beat);
    const answers = this.#redis.status === 'ready';
    await within(5_000, this.#worker?.close(!answers) ?? Promise.resolve());
    this.#ring = null;
    await within(1_000, this.#queue?.close() ?? Promise.resolve());
    for (const redis of [this.#redis, this.#blocking]) redis.disconnect();
  }

  health(): AlarmClockHealth {
    const connected = this.#redis.status === 'ready' && !this.#stopping;
    const carried = this.#canary.ageMs < (this.options.canaryStaleMs ?? MINUTE_MS);
    const remarks = [
      ...(connected ? [] : ['Redis is not connected; the sweeper rings']),
      ...(carried ? [] : ['no canary job was completed lately; the sweeper rings']),
      ...this.#remarks,
    ];
    return { kind: 'bullmq', ok: connected && carried, remarks };
  }
}
