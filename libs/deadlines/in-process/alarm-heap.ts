import type { DossierAlarm } from '../alarm-clock.js';

/** A binary heap: the alarm that comes first is on top. */
export class AlarmHeap {
  readonly #alarms: DossierAlarm[] = [];

  get first(): DossierAlarm | undefined {
    return this.#alarms[0];
  }

  push(alarm: DossierAlarm): void {
    const alarms = this.#alarms;
    let at = alarms.push(alarm) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((alarms[parent] as DossierAlarm).at <= alarm.at) break;
      alarms[at] = alarms[parent] as DossierAlarm;
      at = parent;
    }
    alarms[at] = alarm;
  }

  pop(): DossierAlarm | undefined {
    const top = this.#alarms[0];
    const last = this.#alarms.pop();
    if (last !== undefined && this.#alarms.length > 0) this.#sink(last);
    return top;
  }

  clear(): void {
    this.#alarms.length = 0;
  }

  #sink(alarm: DossierAlarm): void {
    const alarms = this.#alarms;
    let at = 0;
    for (let child = 1; child < alarms.length; child = 2 * at + 1) {
      const right = alarms[child + 1];
      if (right !== undefined && right.at < (alarms[child] as DossierAlarm).at) child += 1;
      if (alarm.at <= (alarms[child] as DossierAlarm).at) break;
      alarms[at] = alarms[child] as DossierAlarm;
      at = child;
    }
    alarms[at] = alarm;
  }
}
