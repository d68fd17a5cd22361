import { type Engine, NATION } from '@lien-thong/engine';
import type { ReadModel, ReadModelHealth } from '@lien-thong/read-model';
import type { Alarms } from './alarms.js';
import type { Finding, HealthCheck } from './health-checks.js';

/** Views that have been at the end of the log, and follow it by less than this, are near it. */
const NEAR_MS = 10_000;

/** What must hold of the parts that every process has: log, catalogues, views, alarms. */
export const readinessOf = (engine: Engine, views: ReadModel, alarms: Alarms): HealthCheck[] => [
  { name: 'store', check: () => storeFinding(engine) },
  { name: 'catalogue', check: () => catalogueFinding(engine) },
  { name: 'views', check: () => viewsFinding(views.health()) },
  { name: 'alarms', check: () => alarmsFinding(alarms) },
];

const storeFinding = ({ store }: Engine): Finding => {
  const { writable, reason } = store.health();
  return { ok: writable, detail: writable ? 'writable' : (reason ?? 'not writable') };
};

const catalogueFinding = ({ catalogue: { calendars, agencies } }: Engine): Finding => ({
  ok: calendars.has(NATION),
  detail: `${calendars.ids().length} calendars, ${agencies.all().length} agencies`,
});

/** A process that has not read the whole log yet would answer with lists that lack half of it: it is not ready, however young. */
export const viewsFinding = ({ caughtUp, wasLive, progress, behindMs, parked, rebuilding }: ReadModelHealth): Finding => {
  const remarks = [
    ...(caughtUp ? ['at the end of the log'] : []),
    ...(!caughtUp && wasLive ? [`behind the log for ${behindMs} ms`] : []),
    ...(!caughtUp && !wasLive ? [`reading the log: ${Math.floor(progress * 100)} % after ${Math.round(behindMs / 1000)} s`] : []),
    ...(parked > 0 ? [`${parked} dossiers parked`] : []),
    ...(rebuilding.length > 0 ? [`rebuilding ${rebuilding.join(', ')}`] : []),
  ];
  return { ok: wasLive && behindMs < NEAR_MS && rebuilding.length === 0, detail: remarks.join('; ') };
};

/** A degraded alarm clock is only a remark: the sweeper rings what it loses. Held or failing sweeps leave deadlines unrung. */
const alarmsFinding = (alarms: Alarms): Finding => {
  const { ok, clock, heldByJumpMs, lastSweepError } = alarms.health();
  const remarks = [
    alarms.description,
    ...clock.remarks,
    ...(heldByJumpMs === null ? [] : [`held: the wall clock jumped by ${heldByJumpMs} ms`]),
    ...(lastSweepError === null ? [] : ['the last sweep failed']),
  ];
  return { ok, detail: remarks.join('; ') };
};
