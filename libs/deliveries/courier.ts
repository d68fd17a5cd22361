import { type Attempt, type Carried, type Carrier, type CarrierHealth, type Load, loadId } from './carrier/carrier.js';
import type { Ledger } from './ledger/ledger.js';
import type { DeliveryKind, LedgerFile, ListedRow } from './ledger/ledger-file.js';
import { deliveryById, toCarry } from './ledger/queries.js';

/** Delivers one thing that is owed, and sees to it that the log says what came of it. */
export type Deliver = (row: ListedRow, attempt: Attempt) => Promise<Carried>;

export interface CourierOptions {
  readonly ledger: Ledger;
  readonly file: LedgerFile;
  readonly carrier: Carrier;
  readonly deliver: Readonly<Record<DeliveryKind, Deliver>>;
  /** Until the ledger reflects everything in the log, or a moment has passed. */
  settled(): Promise<unknown>;
  /** Whatever is owed is handed over anew so often, in milliseconds: what the queue lost is carried again. */
  readonly sweepEveryMs?: number;
}

const SWEEP_EVERY_MS = 10_000;
/** So soon after the ledger changed. A burst of changes is one hand-over. */
const GATHER_MS = 20;
/** So many of one lane are in the queue at a time: the rest waits in the ledger, where it costs nothing. */
const OF_EACH_LANE = 500;
const AT_ONCE = 500;

/** Hands over whatever the ledger owes, as soon as it is owed and again and again until something came of it. */
export class Courier {
  #sweep: NodeJS.Timeout | null = null;
  #soon: NodeJS.Timeout | null = null;
  #handing: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #sweepFailed = false;
  /** Since the last sweep: a change of the ledger hands over what came to be owed by it, and not the whole queue anew. */
  readonly #handed = new Set<string>();

  constructor(private readonly options: CourierOptions) {}

  async start(): Promise<void> {
    const { carrier, ledger, sweepEveryMs = SWEEP_EVERY_MS } = this.options;
    await carrier.start((load, attempt) => this.#carry(load, attempt));
    ledger.onChange(() => this.#handSoon());
    this.#sweep = setInterval(() => {
      this.#handed.clear();
      this.#go();
    }, sweepEveryMs);
    this.#sweep.unref();
    this.#go();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#sweep !== null) clearInterval(this.#sweep);
    if (this.#soon !== null) clearTimeout(this.#soon);
    await this.#handing;
    await this.options.carrier.stop();
  }

  health(): CarrierHealth {
    const health = this.options.carrier.health();
    return this.#sweepFailed ? { ...health, ok: false, remarks: [...health.remarks, 'the last sweep failed'] } : health;
  }

  /** What the ledger does not owe, or no longer in this round, was carried by somebody else. */
  async #carry(load: Load, attempt: Attempt): Promise<Carried> {
    const { file, settled } = this.options;
    let row = deliveryById(file, load.id);
    if (row === null || row.round < load.round) {
      // Whoever handed it over has read more of the log than this process.
      await settled();
      row = deliveryById(file, load.id);
    }
    if (row === null || row.state !== 'owed' || row.round !== load.round) return { is: 'done' };
    return this.options.deliver[row.kind](row, attempt);
  }

  #handSoon(): void {
    if (this.#stopped || this.#soon !== null) return;
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.#go();
    }, GATHER_MS);
    this.#soon.unref();
  }

  /** A ledger that is being filled passes through the past: what it owes there may have been delivered long ago. */
  #go(): void {
    if (this.#stopped || !this.options.ledger.caughtUp) return;
    if (this.#handing !== null) {
      this.#again = true;
      return;
    }
    this.#handing = this.#hand().finally(() => {
      this.#handing = null;
      if (this.#again) this.#handSoon();
      this.#again = false;
    });
  }

  async #hand(): Promise<void> {
    const { carrier, file } = this.options;
    try {
      const owed = toCarry(file, OF_EACH_LANE).map(({ id, kind, lane, round }): Load => ({ id, kind, lane, round }));
      const loads = owed.filter((load) => !this.#handed.has(loadId(load)));
      for (let from = 0; from < loads.length && !this.#stopped; from += AT_ONCE) {
        const some = loads.slice(from, from + AT_ONCE);
        if (!(await carrier.hand(some))) return;
        for (const load of some) this.#handed.add(loadId(load));
      }
      this.#sweepFailed = false;
    } catch {
      this.#sweepFailed = true;
    }
  }
}
