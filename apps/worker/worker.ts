import { type AlarmClockHealth, createEnforcer, type Enforcer, type EnforcerHealth } from '@lien-thong/deadlines';
import { type Engine, ringAlarm, SharedTestClock, TestClock } from '@lien-thong/engine';
import type { ReadModel } from '@lien-thong/read-model';
import { type ChosenAlarmClock, chooseAlarmClock } from './alarm-clock.js';
import { CalendarWatch } from './calendar-watch.js';

/** Watches the deadlines: every alarm is rung, once in effect, whatever becomes of the queue that carries it. */
export class Worker {
  private constructor(
    private readonly engine: Engine,
    private readonly views: ReadModel,
    private readonly alarms: ChosenAlarmClock,
    private readonly enforcer: Enforcer,
    private readonly calendars: CalendarWatch,
  ) {}

  static async start(engine: Engine, views: ReadModel, ownRedis: boolean): Promise<Worker> {
    const alarms = await chooseAlarmClock(engine, ownRedis);
    const enforcer = createEnforcer({
      views,
      clock: alarms.clock,
      ring: (alarm) => ringAlarm(engine, alarm),
      now: () => engine.clock.now(),
      settled: () => views.settled(),
      // A sandbox's clock jumps by design.
      look: engine.clock instanceof TestClock ? null : () => ({ wall: engine.clock.now(), monotonic: performance.now() }),
    });
    const calendars = new CalendarWatch(engine, views);
    if (engine.clock instanceof SharedTestClock) engine.clock.onMoved(() => enforcer.timeMoved());
    const worker = new Worker(engine, views, alarms, enforcer, calendars);
    try {
      await enforcer.start();
      await calendars.start();
      return worker;
    } catch (error) {
      // Whoever tries again begins anew: nothing of this is to ring beside it.
      await worker.stop();
      throw error;
    }
  }

  get description(): string {
    return this.alarms.description;
  }
  /** Where alarms are queued; undefined where they are not. */
  get redisUrl(): string | undefined {
    return this.alarms.redisUrl;
  }
  health(): EnforcerHealth & { readonly clock: AlarmClockHealth } {
    return this.enforcer.health();
  }

  /** Moves the sandbox clock, alarm by alarm. */
  async advanceTo(to: number): Promise<void> {
    const { clock } = this.engine;
    if (clock instanceof TestClock) await this.enforcer.advanceTo(to, (at) => clock.moveTo(at));
    await this.views.settled();
  }

  async nextAlarmAt(): Promise<number | null> {
    await this.views.settled();
    return this.views.nextAlarm(this.engine.clock.now())?.at ?? null;
  }

  async stop(): Promise<void> {
    await this.calendars.stop();
    await this.enforcer.stop();
    await this.alarms.stop();
  }
}
