import type { AlarmClock } from './alarm-clock.js';
import { type AlarmViews, pagesOfAlarms } from './alarm-views.js';

const DOSSIERS_AT_ONCE = 200;
/** More than any dossier could have within a horizon, times the dossiers. */
const ALARMS_AT_ONCE = 20_000;

/** Hands the alarms within the horizon to the clock: those of a dossier when it changes, and all of them now and then. */
export class HandingOver {
  readonly #changed = new Set<string>();
  #under: Promise<void> | null = null;
  #all = true;

  constructor(
    private readonly views: AlarmViews,
    private readonly clock: AlarmClock,
    private readonly until: () => number,
  ) {}

  changed(dossiers: readonly string[]): void {
    for (const dossier of dossiers) this.#changed.add(dossier);
    this.go();
  }

  /** Everything within the horizon at the next go: the horizon has moved on, or the clock may have lost some. */
  again(): void {
    this.#all = true;
  }

  /** One at a time; what comes meanwhile goes next. */
  go(): void {
    this.#under ??= this.#run()
      .catch(() => this.again())
      .finally(() => {
        this.#under = null;
      });
  }

  async #run(): Promise<void> {
    // A burst of changes is one hand-over.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#all || this.#changed.size > 0) {
      const taken = this.#all ? await this.#allOfThem() : await this.#ofChanged();
      if (taken) continue;
      this.again();
      this.#changed.clear();
      return;
    }
  }

  async #allOfThem(): Promise<boolean> {
    this.#all = false;
    this.#changed.clear();
    for (const page of pagesOfAlarms(this.views, this.until())) if (!(await this.clock.set(page))) return false;
    return true;
  }

  async #ofChanged(): Promise<boolean> {
    const dossiers = [...this.#changed].slice(0, DOSSIERS_AT_ONCE);
    for (const dossier of dossiers) this.#changed.delete(dossier);
    const alarms = this.views.alarmsUntil({ until: this.until(), limit: ALARMS_AT_ONCE, dossiers });
    return alarms.length === 0 || this.clock.set(alarms);
  }

  async idle(): Promise<void> {
    await this.#under;
  }
}
