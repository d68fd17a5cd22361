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

interface Waiting {
  readonly load: Load;
  readonly attempt: number;
}

/** No timer sleeps longer: a longer delay overflows setTimeout, which then does not wait at all. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/** Rows of loads in memory. Lost with the process: what is owed stands in the log. */
export class InProcessCarrier extends Carrier {
  readonly #rows = new Map<string, Waiting[]>();
  readonly #taken = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #under = new Set<Promise<void>>();
  readonly #lanes: Lanes;
  readonly #stopping = new AbortController();
  #carry: Carry | null = null;

  constructor(private readonly timing: CarrierTiming) {
    super();
    this.#lanes = new Lanes(timing.ofOneLane ?? OF_ONE_LANE);
  }

  override async start(carry: Carry): Promise<void> {
    this.#carry = carry;
    this.#go();
  }

  override async hand(loads: readonly Load[]): Promise<boolean> {
    if (this.#stopping.signal.aborted) return loads.length === 0;
    for (const load of loads) {
      if (this.#taken.has(loadId(load))) continue;
      this.#taken.add(loadId(load));
      this.#queue({ load, attempt: 1 });
    }
    this.#go();
    return true;
  }

  override async stop(): Promise<void> {
    this.#stopping.abort();
    this.#carry = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#rows.clear();
    this.#taken.clear();
    await Promise.all(this.#under);
  }

  override health(): CarrierHealth {
    const ok = this.#carry !== null;
    return { kind: 'in-process', ok, remarks: ok ? [] : ['not started'] };
  }

  #queue(waiting: Waiting): void {
    const row = this.#rows.get(waiting.load.lane);
    if (row === undefined) this.#rows.set(waiting.load.lane, [waiting]);
    else row.push(waiting);
  }

  /** Begins whatever has a place. A lane that had its turn goes behind the others: none waits for the end of another's row. */
  #go(): void {
    if (this.#carry === null) return;
    for (const [lane, row] of this.#rows) {
      if (this.#under.size >= (this.timing.together ?? TOGETHER)) return;
      if (!this.#lanes.enter(lane)) continue;
      this.#rows.delete(lane);
      this.#begin(row.shift() as Waiting);
      if (row.length > 0) this.#rows.set(lane, row);
    }
  }

  #begin({ load, attempt }: Waiting): void {
    const under = this.#once(load, attempt).then(() => {
      this.#under.delete(under);
      this.#lanes.leave(load.lane);
      this.#go();
    });
    this.#under.add(under);
  }

  async #once(load: Load, attempt: number): Promise<void> {
    const carry = this.#carry;
    const last = attempt > this.timing.retries.length;
    const carried =
      carry === null
        ? ({ is: 'done' } as const)
        : await carry(load, { number: attempt, last, signal: this.#stopping.signal }).catch(
            () => ({ is: 'again', notBeforeMs: 0 }) as const,
          );
    if (carried.is === 'done' || last) this.#taken.delete(loadId(load));
    else this.#later(load, attempt, waitOf(this.timing.retries, attempt, carried.notBeforeMs));
  }

  #later(load: Load, attempt: number, waitMs: number): void {
    if (this.#stopping.signal.aborted) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#queue({ load, attempt: attempt + 1 });
        this.#go();
      },
      Math.min(waitMs, LONGEST_SLEEP_MS),
    );
    timer.unref();
    this.#timers.add(timer);
  }
}
