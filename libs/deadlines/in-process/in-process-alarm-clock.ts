import { AlarmClock, type AlarmClockHealth, type DossierAlarm, type Ring } from '../alarm-clock.js';
import { alarmKey } from '../alarm-id.js';
import { Crew } from '../crew.js';
import { AlarmHeap } from './alarm-heap.js';

/** No timer sleeps longer: long delays overflow setTimeout, and the clock may be moved meanwhile. */
const LONGEST_SLEEP_MS = 60_000;
const TRIES = 3;

export interface InProcessOptions {
  /** Milliseconds since 1970; the sandbox's clock where there is one. */
  now(): number;
  readonly concurrency?: number;
  /** Before the first new try; doubled before each further one. */
  readonly retryAfterMs?: number;
}

/** One timer over a heap. Lost with the process: the sweeper and the next hand-over of the horizon make up for it. */
export class InProcessAlarmClock extends AlarmClock {
  readonly #heap = new AlarmHeap();
  readonly #taken = new Set<string>();
  readonly #crew: Crew;
  readonly #retries = new Set<NodeJS.Timeout>();
  #ring: Ring | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly options: InProcessOptions) {
    super();
    this.#crew = new Crew(options.concurrency ?? 64);
  }

  async start(ring: Ring): Promise<void> {
    this.#ring = ring;
    this.#go();
  }

  async set(alarms: readonly DossierAlarm[]): Promise<boolean> {
    for (const alarm of alarms) {
      const key = alarmKey(alarm);
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      this.#heap.push(alarm);
    }
    this.#go();
    return true;
  }

  async stop(): Promise<void> {
    this.#ring = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const retry of this.#retries) clearTimeout(retry);
    this.#heap.clear();
    this.#taken.clear();
    await this.#crew.idle();
  }

  health(): AlarmClockHealth {
    const running = this.#ring !== null;
    return { kind: 'in-process', ok: running, remarks: running ? [] : ['not started'] };
  }

  /** Rings what is due, then sleeps until the next one. */
  #go(): void {
    if (this.#ring === null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const now = this.options.now();
    for (let first = this.#heap.first; first !== undefined && first.at <= now; first = this.#heap.first) {
      this.#heap.pop();
      this.#begin(first, 1);
    }
    const next = this.#heap.first;
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.#go(), Math.min(LONGEST_SLEEP_MS, Math.max(1, next.at - now)));
    this.#timer.unref();
  }

  #begin(alarm: DossierAlarm, attempt: number): void {
    void this.#crew.run(async () => {
      const ring = this.#ring;
      if (ring === null) return;
      try {
        await ring(alarm);
        this.#taken.delete(alarmKey(alarm));
      } catch {
        this.#later(alarm, attempt);
      }
    });
  }

  #later(alarm: DossierAlarm, attempt: number): void {
    if (attempt >= TRIES || this.#ring === null) {
      this.#taken.delete(alarmKey(alarm));
      return;
    }
    const wait = (this.options.retryAfterMs ?? 1_000) * 2 ** (attempt - 1);
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.#begin(alarm, attempt + 1);
    }, wait);
    timer.unref();
    this.#retries.add(timer);
  }
}
