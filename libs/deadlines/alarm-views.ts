import type { DossierAlarm } from './alarm-clock.js';
import { alarmKey } from './alarm-id.js';

export interface AlarmsQuery {
  /** Inclusive, in milliseconds. */
  readonly until: number;
  readonly limit: number;
  /** Goes on behind this one. */
  readonly after?: DossierAlarm | null;
  readonly dossiers?: readonly string[];
}

/** What the enforcer asks of the views: the alarms that are still to ring, in the order of their instants. */
export interface AlarmViews {
  /** Until they first are, what is due in them may long be over. */
  readonly caughtUp: boolean;
  alarmsUntil(query: AlarmsQuery): readonly DossierAlarm[];
  onChange(listener: (change: { readonly dossiers: readonly string[] }) => void): () => void;
}

const PAGE = 1_000;

/** All of them, page by page; between two pages the views may change. */
export function* pagesOfAlarms(views: AlarmViews, until: number): Generator<readonly DossierAlarm[]> {
  for (let after: DossierAlarm | null = null; ; ) {
    const page: readonly DossierAlarm[] = views.alarmsUntil({ until, limit: PAGE, after });
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = page[page.length - 1] as DossierAlarm;
  }
}

/** Does the alarm stand in the views? What is gone has rung, or is about something that is over. */
export const stands = (views: AlarmViews, alarm: DossierAlarm): boolean =>
  views
    .alarmsUntil({ until: alarm.at, limit: 1_000, dossiers: [alarm.dossier] })
    .some((other) => alarmKey(other) === alarmKey(alarm));
