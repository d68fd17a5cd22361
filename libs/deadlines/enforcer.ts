import { type Advanced, advance } from './advance.js';
import type { AlarmClock, AlarmClockHealth, DossierAlarm, Ring } from './alarm-clock.js';
import type { AlarmViews } from './alarm-views.js';
import { Attempts } from './attempts.js';
import { ClockGate } from './clock-gate.js';
import type { Look, SanityLimits } from './clock-sanity.js';
import { HandingOver } from './handing-over.js';
import { Ringer } from './ringer.js';
import { sweep } from './sweeper.js';

export interface EnforcerOptions {
  readonly views: AlarmViews;
  readonly clock: AlarmClock;
  /** Sends the ring to the dossier. Late, double and stale rings decide nothing there. */
  readonly ring: Ring;
  /** Milliseconds since 1970; the sandbox's clock where there is one. */
  now(): number;
  /** Until the views reflect everything in the log. */
  settled(): Promise<unknown>;
  /** Only alarms so near are handed to the alarm clock. */
  readonly horizonMs?: number;
  readonly sweepEveryMs?: number;
  /** The sweeper leaves an alarm to the alarm clock for so long, while that one is well. Everything rings within 2 s (D2). */
  readonly graceMs?: number;
  readonly concurrency?: number;
  /** How long an advance waits for the alarm clock before it rings without it. */
  readonly patienceMs?: number;
  /** The clocks of the sanity gate; null where time is a sandbox's, which jumps by design. */
  readonly look?: (() => Look) | null;
  readonly sanity?: SanityLimits;
}

export interface EnforcerHealth {
  readonly ok: boolean;
  readonly clock: AlarmClockHealth;
  /** By how many milliseconds the wall clock jumped, while nothing fires because of it. */
  readonly heldByJumpMs: number | null;
  /** Rung by the sweeper since the start: more than a few, and the alarm clock is not what it should be. */
  readonly sweptUp: number;
  readonly lastSweepError: string | null;
}

export interface Enforcer {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Moves a sandbox's clock by `setNow`, from alarm to alarm up to the target (milliseconds). */
  advanceTo(target: number, setNow: (to: number) => Promise<void>): Promise<Advanced>;
  /** A sandbox's clock was moved by another process: what became due rings now. */
  timeMoved(): void;
  /** The wall clock was looked at and is right: fire again. */
  confirmClock(): void;
  health(): EnforcerHealth;
}

const systemClocks = (): Look => ({ wall: Date.now(), monotonic: performance.now() });

/** Sees to it that every deadline is rung: by the alarm clock at its instant, by the sweeper whatever happens to that. */
export const createEnforcer = (options: EnforcerOptions): Enforcer => new RunningEnforcer(options);

class RunningEnforcer implements Enforcer {
  readonly #attempts: Attempts;
  readonly #gate: ClockGate;
  readonly #ringer: Ringer;
  readonly #handing: HandingOver;
  readonly #handOverEveryMs: number;
  #timer: NodeJS.Timeout | null = null;
  #unlisten: () => void = () => {};
  #sweeping: Promise<void> | null = null;
  #advances: Promise<unknown> = Promise.resolve();
  #advancing = 0;
  #begun = false;
  #begin = (): void => {};
  readonly #beginning = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });
  #handedOverAt = Number.NEGATIVE_INFINITY;
  #sweptUp = 0;
  #sweepError: string | null = null;

  constructor(private readonly options: EnforcerOptions) {
    const { views, clock, ring, horizonMs = 3_600_000, concurrency = 64 } = options;
    this.#attempts = new Attempts(() => (clock.health().ok ? (options.graceMs ?? 800) : 0));
    this.#gate = new ClockGate(options.look === undefined ? systemClocks : options.look, options.sanity);
    this.#ringer = new Ringer({ ring, views, attempts: this.#attempts, gate: this.#gate, concurrency });
    this.#handing = new HandingOver(views, clock, () => options.now() + horizonMs);
    this.#handOverEveryMs = Math.min(horizonMs / 2, 300_000);
  }

  async start(): Promise<void> {
    await this.options.clock.start((alarm) => this.#carried(alarm));
    this.#unlisten = this.options.views.onChange(({ dossiers }) => this.#changed(dossiers));
    this.#timer = setInterval(() => this.#tick(), this.options.sweepEveryMs ?? 500);
    this.#timer.unref();
    this.#tick();
  }

  async stop(): Promise<void> {
    this.#unlisten();
    this.#begin();
    if (this.#timer !== null) clearInterval(this.#timer);
    await Promise.all([this.#sweeping, this.#advances, this.#handing.idle()]);
    await this.options.clock.stop();
    await this.#ringer.idle();
  }

  /** Views that are filled anew pass through the past: nothing of that is to ring. Later on, late views are good enough. */
  #isBegun(): boolean {
    this.#begun ||= this.options.views.caughtUp;
    if (this.#begun) this.#begin();
    return this.#begun;
  }

  /** Others hand over to the same clock: what it brings before the views know of it waits, or it would be taken for long over. */
  async #carried(alarm: DossierAlarm): Promise<void> {
    if (!this.#isBegun()) await this.#beginning;
    if (!this.#isBegun()) throw new Error('stopped before the views had caught up');
    await this.#ringer.ring(alarm);
  }

  #changed(dossiers: readonly string[]): void {
    if (this.#isBegun()) this.#handing.changed(dossiers);
    else this.#handing.again();
  }

  #tick(): void {
    if (!this.#isBegun()) return;
    const held = this.#gate.isHolding();
    const due = performance.now() - this.#handedOverAt >= this.#handOverEveryMs;
    if (due) {
      this.#handedOverAt = performance.now();
      this.#handing.again();
    }
    this.#handing.go();
    if (!held && this.#advancing === 0) this.#sweeping ??= this.#sweep();
  }

  async #sweep(): Promise<void> {
    try {
      this.#sweptUp += await sweep(this.options.views, this.#ringer, this.#attempts, this.options.now());
      this.#sweepError = null;
    } catch (error) {
      this.#sweepError = error instanceof Error ? error.message : String(error);
    } finally {
      this.#sweeping = null;
    }
  }

  advanceTo(target: number, setNow: (to: number) => Promise<void>): Promise<Advanced> {
    const { views, clock, now, settled, patienceMs = 500 } = this.options;
    const turn = this.#advances.then(async () => {
      this.#advancing += 1;
      try {
        await this.#sweeping;
        return await advance({ views, clock, ringer: this.#ringer, settled, patienceMs }, { target, now, setNow });
      } finally {
        this.#advancing -= 1;
      }
    });
    this.#advances = turn.catch(() => {});
    return turn;
  }

  timeMoved(): void {
    this.#handing.again();
    if (this.#isBegun()) this.#handing.go();
  }

  confirmClock(): void {
    this.#gate.confirm();
  }

  health(): EnforcerHealth {
    const clock = this.options.clock.health();
    const heldByJumpMs = this.#gate.jumpMs;
    const ok = heldByJumpMs === null && this.#sweepError === null;
    return { ok, clock, heldByJumpMs, sweptUp: this.#sweptUp, lastSweepError: this.#sweepError };
  }
}
