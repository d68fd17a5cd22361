import { type Engine, ReferenceClock } from '@lien-thong/engine';
import type { ReadModel } from '@lien-thong/read-model';
import type { Alarms } from './alarms.js';
import type { Metrics } from './metrics.js';

/** The numbers of the parts that every process has, read when Prometheus asks. */
export const measure = (metrics: Metrics, engine: Engine, views: ReadModel, alarms: Alarms): void => {
  const { store, clock } = engine;
  metrics.gauge('lien_thong_store_writable', '1 while the event store takes appends.', () => flag(store.health().writable));
  metrics.gauge('lien_thong_log_events', 'Events in the log, where the store counts them.', async () =>
    counted(await store.head()),
  );
  metrics.gauge(
    'lien_thong_views_behind_seconds',
    'Since when the views have not been at the end of the log.',
    () => views.health().behindMs / 1000,
  );
  metrics.gauge(
    'lien_thong_clock_ahead_seconds',
    "By how much this machine's clock is ahead of the time that all processes share; that one counts.",
    () => (clock instanceof ReferenceClock ? clock.machineAheadMs / 1000 : null),
  );
  metrics.gauge(
    'lien_thong_views_progress',
    'How much of the log this process has read into its views: 0 to 1.',
    () => views.health().progress,
  );
  metrics.gauge('lien_thong_views_parked_dossiers', 'Dossiers that a view cannot read.', () => views.health().parked);
  metrics.gauge('lien_thong_alarms_enforced', '1 while alarms are rung.', () => flag(alarms.health().ok));
  metrics.gauge('lien_thong_alarm_clock_ok', '1 while the alarm clock works; without it the sweeper rings.', () =>
    flag(alarms.health().clock.ok),
  );
  metrics.gauge(
    'lien_thong_alarms_swept_up',
    'Alarms that the sweeper rang because the alarm clock had not.',
    () => alarms.health().sweptUp,
  );
  metrics.gauge(
    'lien_thong_alarm_lateness_seconds',
    "How late the next alarm is, by the engine's clock; 0 while none is.",
    () => Math.max(0, clock.now() - (views.nextAlarm()?.at ?? clock.now())) / 1000,
  );
};

const flag = (holds: boolean): number => (holds ? 1 : 0);

/** The embedded stores count their positions from 1; the others' are opaque. */
const counted = (head: string | null): number | null => {
  if (head === null) return 0;
  return /^\d{1,15}$/.test(head) ? Number(head) : null;
};
