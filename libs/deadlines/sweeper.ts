import type { DossierAlarm } from './alarm-clock.js';
import { alarmKey } from './alarm-id.js';
import { type AlarmViews, pagesOfAlarms } from './alarm-views.js';
import type { Attempts } from './attempts.js';
import type { Ringer } from './ringer.js';

/** Rings, in the order of their instants, whatever is due by the views and was not rung. Gives back how many it rang. */
export const sweep = async (views: AlarmViews, ringer: Ringer, attempts: Attempts, now: number): Promise<number> => {
  const due = new Set<string>();
  let rung = 0;
  for (const page of pagesOfAlarms(views, now)) {
    const ready = page.filter((alarm) => isReady(alarm, attempts, due, now));
    const settled = await Promise.allSettled(ready.map((alarm) => ringer.ring(alarm)));
    rung += settled.filter(({ status }) => status === 'fulfilled').length;
  }
  attempts.keep(due, performance.now());
  return rung;
};

const isReady = (alarm: DossierAlarm, attempts: Attempts, due: Set<string>, now: number): boolean => {
  const key = alarmKey(alarm);
  due.add(key);
  return attempts.isReady(key, now - alarm.at, performance.now());
};
