import type { DossierAlarm, Ring } from './alarm-clock.js';
import { alarmKey } from './alarm-id.js';
import { type AlarmViews, stands } from './alarm-views.js';
import type { Attempts } from './attempts.js';
import type { ClockGate } from './clock-gate.js';
import { Crew } from './crew.js';

export interface RingerOptions {
  readonly ring: Ring;
  readonly views: AlarmViews;
  readonly attempts: Attempts;
  readonly gate: ClockGate;
  readonly concurrency: number;
}

/** The one place where alarms ring, whoever asks: each once at a time, so many together, and none while the gate holds. */
export class Ringer {
  readonly #crew: Crew;
  readonly #ringing = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(key: string) => void>();

  constructor(private readonly options: RingerOptions) {
    this.#crew = new Crew(options.concurrency);
  }

  /** Settles when the alarm was handled; rejects as `ring` does. */
  ring(alarm: DossierAlarm): Promise<void> {
    const key = alarmKey(alarm);
    const ringing = this.#ringing.get(key);
    if (ringing !== undefined) return ringing;
    if (this.options.gate.isHolding()) return Promise.resolve();
    const begun = this.#crew.run(() => this.#once(key, alarm)).finally(() => this.#ringing.delete(key));
    this.#ringing.set(key, begun);
    return begun;
  }

  async #once(key: string, alarm: DossierAlarm): Promise<void> {
    const { attempts } = this.options;
    try {
      if (stands(this.options.views, alarm) && !attempts.hasRung(key, performance.now())) {
        await this.options.ring(alarm);
        attempts.rang(key, performance.now());
      }
    } catch (error) {
      attempts.failed(key, performance.now());
      throw error;
    }
    for (const listener of this.#listeners) listener(key);
  }

  /** Told the key of every alarm that was handled. */
  onHandled(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  idle(): Promise<void> {
    return this.#crew.idle();
  }
}
