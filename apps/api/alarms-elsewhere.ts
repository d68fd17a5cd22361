import { advanceElsewhere, type EnforcerHealth } from '@lien-thong/deadlines';
import { type Engine, ringAlarm, TestClock } from '@lien-thong/engine';
import { Alarms } from '@lien-thong/health';
import type { ReadModel } from '@lien-thong/read-model';

/** Workers may be busy or just starting: after so long the sandbox's clock goes on without them. */
const PATIENCE_MS = 5_000;

/** The alarms of an API process: worker processes ring them. It only moves the sandbox clock, and waits for the workers. */
export class AlarmsElsewhere extends Alarms {
  readonly description = 'tiến trình worker báo hạn / rung by the workers';
  #advances: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: Engine,
    private readonly views: ReadModel,
  ) {
    super();
  }

  /** One at a time in this process; the clock itself never goes back, whoever else moves it. */
  override async advanceTo(to: number): Promise<void> {
    const turn = this.#advances.then(() => this.#advance(to));
    this.#advances = turn.catch(() => {});
    await turn;
  }

  async #advance(to: number): Promise<void> {
    const { engine, views } = this;
    const { clock } = engine;
    if (!(clock instanceof TestClock)) return;
    const parts = { views, ring: ringAlarm.bind(null, engine), now: () => clock.now(), settled: () => views.settled() };
    await advanceElsewhere({ ...parts, patienceMs: PATIENCE_MS }, to, (at) => clock.moveTo(at));
    await views.settled();
  }

  override async nextAlarmAt(): Promise<number | null> {
    await this.views.settled();
    return this.views.nextAlarm(this.engine.clock.now())?.at ?? null;
  }

  override health(): EnforcerHealth {
    const clock = { kind: 'elsewhere', ok: true, remarks: [] } as const;
    return { ok: true, clock, heldByJumpMs: null, sweptUp: 0, lastSweepError: null };
  }
}
