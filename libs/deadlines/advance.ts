import type { AlarmClock, DossierAlarm } from './alarm-clock.js';
import { alarmKey } from './alarm-id.js';
import { type AlarmViews, pagesOfAlarms, stands } from './alarm-views.js';
import type { Ringer } from './ringer.js';

export interface Advance {
  /** Milliseconds. */
  readonly target: number;
  now(): number;
  /** Moves the sandbox's clock; never back. */
  setNow(to: number): Promise<void>;
}

export interface AdvanceParts {
  readonly views: AlarmViews;
  readonly clock: Pick<AlarmClock, 'set'>;
  readonly ringer: Ringer;
  /** Until the views reflect everything in the log. */
  settled(): Promise<unknown>;
  /** How long the alarm clock may keep silent before the rest is rung without it. */
  readonly patienceMs: number;
}

export interface Advanced {
  readonly handled: number;
  readonly failed: readonly DossierAlarm[];
}

const AT_ONCE = 1_000;
const TRIES = 3;

/**
 * Visits every alarm up to the target at its own instant, in order, those included that come up on the way. Each is
 * visited once: one that decides nothing does not keep the clock from going on.
 */
export const advance = async (parts: AdvanceParts, { target, now, setNow }: Advance): Promise<Advanced> => {
  const visited = new Set<string>();
  const failed: DossierAlarm[] = [];
  for (;;) {
    await parts.settled();
    const batch = nextBatch(parts.views, target, now(), visited);
    const first = batch[0];
    if (first === undefined) break;
    await setNow(Math.max(now(), first.at));
    failed.push(...(await ringAll(parts, batch)));
    for (const alarm of batch) visited.add(alarmKey(alarm));
  }
  await setNow(Math.max(now(), target));
  await parts.clock.set([]);
  return { handled: visited.size - failed.length, failed };
};

/** The alarms of the next instant, or some of them, and whatever was left from before. */
const nextBatch = (views: AlarmViews, target: number, now: number, visited: ReadonlySet<string>): DossierAlarm[] => {
  const batch: DossierAlarm[] = [];
  for (const page of pagesOfAlarms(views, target)) {
    for (const alarm of page) {
      if (visited.has(alarmKey(alarm))) continue;
      const instant = Math.max(now, batch[0]?.at ?? alarm.at);
      if (alarm.at > instant || batch.length === AT_ONCE) return batch;
      batch.push(alarm);
    }
  }
  return batch;
};

/** By the alarm clock where it delivers; what it keeps back, without it. Gives back what could not be rung at all. */
const ringAll = async (parts: AdvanceParts, batch: readonly DossierAlarm[]): Promise<DossierAlarm[]> => {
  const { clock, ringer } = parts;
  const open = new Map(batch.map((alarm) => [alarmKey(alarm), alarm]));
  const delivered = delivery(parts, open);
  if (await clock.set(batch)) await delivered.done;
  delivered.end();
  const rest = [...open.values()];
  const settled = await Promise.allSettled(rest.map((alarm) => ringPatiently(ringer, alarm)));
  return rest.filter((_, i) => settled[i]?.status === 'rejected');
};

/**
 * Strikes off what was handled here, or by the views elsewhere; `done` settles when nothing is left, or nothing was struck
 * off for as long as the patience.
 */
const delivery = ({ ringer, views, patienceMs }: AdvanceParts, open: Map<string, DossierAlarm>) => {
  let end = (): void => {};
  const done = new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, patienceMs);
    const strike = (key: string): void => {
      if (!open.delete(key)) return;
      clearTimeout(timer);
      if (open.size === 0) resolve();
      else timer = setTimeout(resolve, patienceMs);
    };
    const look = (changed: ReadonlySet<string> | null): void => {
      for (const [key, alarm] of open) if ((changed === null || changed.has(alarm.dossier)) && !stands(views, alarm)) strike(key);
    };
    const unlisten = [ringer.onHandled(strike), views.onChange(({ dossiers }) => look(new Set(dossiers)))];
    // Others may have been quick: what rang before anybody listened is gone from the views.
    look(null);
    end = () => {
      clearTimeout(timer);
      for (const leave of unlisten) leave();
      resolve();
    };
  });
  return { done, end: () => end() };
};

const ringPatiently = async (ringer: Ringer, alarm: DossierAlarm, attempt = 1): Promise<void> => {
  try {
    await ringer.ring(alarm);
  } catch (error) {
    if (attempt >= TRIES) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    await ringPatiently(ringer, alarm, attempt + 1);
  }
};
