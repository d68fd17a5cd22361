import { dueOf, fractionAt, type Instant, type Ms, toText } from '@lien-thong/calendar';
import { type Clock, clocksOf, ruleSetOf } from '../clocks/clocks.js';
import type { RuleSet, Rules } from '../rules.js';
import type { Escalation, Noticed, NoticeEvent } from './events.js';
import type { Dossier, Notice } from './state.js';

/**
 * Reads all clocks from the course, compares them with what was last announced, and says what must be announced now.
 * One function for actions, supplements, corrections and calendars alike. A clock is missed when it ended, or still runs,
 * after its due instant.
 */
export const settle = (dossier: Dossier, rules: Rules, moment: Moment): NoticeEvent[] => {
  if (dossier.id === '') return [];
  const ruleSet = ruleSetOf(dossier, rules);
  const clocks = clocksOf(dossier, rules);
  return [
    ...clocks.flatMap((clock) => announce(reading(clock, dossier, ruleSet, moment), dossier.notices[clock.id])),
    ...vanished(dossier, clocks),
  ];
};

/** When and how one looks. `now` (ms) is the instant at which clocks that still run are judged. */
export interface Moment {
  readonly now: Ms;
  readonly noticed: Noticed;
  /** A ring, and when it is heard: the other deadlines ring for themselves, so that the order of rings changes nothing. */
  readonly rung?: { readonly deadline: string; readonly at: Ms };
}

interface Reading {
  readonly clock: Clock;
  readonly ruleSet: RuleSet;
  readonly now: Ms;
  readonly noticed: Noticed;
}

const reading = (clock: Clock, dossier: Dossier, ruleSet: RuleSet, { now, noticed, rung }: Moment): Reading => {
  if (rung === undefined || rung.deadline === clock.id) return { clock, ruleSet, now, noticed };
  return { clock, ruleSet, now: dossier.notices[clock.id]?.status === 'missed' ? rung.at : Number.NEGATIVE_INFINITY, noticed };
};

/** A clock that a correction took out of the course altogether was not missed either. */
const vanished = (dossier: Dossier, clocks: readonly Clock[]): NoticeEvent[] =>
  Object.values(dossier.notices)
    .filter((notice) => notice.status === 'missed' && !clocks.some((clock) => clock.id === notice.deadline))
    .map(({ deadline, kind, step, state, agency, version, dueAt }) => ({
      type: 'BreachRescinded',
      data: { deadline, kind, step, state, agency, version: version + 1, dueAt: dueAt as Instant },
    }));

export const isLate = (clock: Clock, now: Ms): boolean => clock.dueAt !== null && (clock.endedAt ?? now) > clock.dueAt;

const announce = (reading: Reading, notice: Notice | undefined): NoticeEvent[] => {
  const late = isLate(reading.clock, reading.now);
  if (notice?.status !== 'missed') return late ? breached(reading, notice) : onTime(reading, notice);
  if (late) return [];
  const rescinded = { ...notice, version: notice.version + 1, status: 'superseded' as const, dueAt: null };
  return [
    {
      type: 'BreachRescinded',
      data: { ...facts(reading.clock, rescinded.version), dueAt: notice.dueAt as Instant },
    },
    ...onTime(reading, rescinded),
  ];
};

const onTime = (reading: Reading, notice: Notice | undefined): NoticeEvent[] => {
  const { clock } = reading;
  if (clock.ending === 'void') return [];
  if (clock.endedAt !== null)
    return notice === undefined || notice.status === 'met' ? [] : [met(clock, clock.endedAt, notice.version)];
  if (clock.dueAt === null) return notice === undefined || notice.status === 'paused' ? [] : [paused(clock, notice.version + 1)];
  if (notice === undefined) return [{ type: 'DeadlineArmed', data: armed(reading, clock.dueAt, 1) }];
  if (isAnnounced(clock, clock.dueAt, notice)) return [];
  const data = armed(reading, clock.dueAt, notice.version + 1);
  const resumed = notice.status === 'paused' || notice.status === 'met';
  return resumed
    ? [{ type: 'ClockResumed', data }]
    : [{ type: 'DueDateRevised', data: { ...data, previousDueAt: notice.dueAt } }];
};

const isAnnounced = (clock: Clock, dueAt: Ms, notice: Notice): boolean =>
  notice.status === 'armed' &&
  notice.dueAt === toText(dueAt) &&
  notice.provisional === clock.provisional &&
  notice.agency === clock.agency;

const facts = (clock: Clock, version: number) => ({
  deadline: clock.id,
  kind: clock.kind,
  step: clock.step?.id ?? null,
  state: clock.step?.state ?? null,
  agency: clock.agency,
  version,
});

/** When a deadline comes near: at a share of the working minutes between start and due. Null where there is no room for it. */
export const warnAtOf = (clock: Clock, dueAt: Ms, ruleSet: RuleSet): Ms | null => {
  const at = fractionAt(clock.calendar, clock.countedFrom, dueAt, clock.gaps, ruleSet.parameters.warningPercent.value / 100);
  return at < dueAt && at > clock.start ? at : null;
};

const armed = ({ clock, ruleSet }: Reading, dueAt: Ms, version: number) => {
  const warnAt = warnAtOf(clock, dueAt, ruleSet);
  return {
    ...facts(clock, version),
    dueAt: toText(dueAt),
    warnAt: warnAt === null ? [] : [toText(warnAt)],
    provisional: clock.provisional,
  };
};

const paused = (clock: Clock, version: number): NoticeEvent => ({
  type: 'ClockPaused',
  data: { ...facts(clock, version), reason: clock.standing?.reason ?? 'paused', basis: clock.standing?.basis ?? null },
});

const met = (clock: Clock, endedAt: Ms, version: number): NoticeEvent => ({
  type: 'DeadlineMet',
  data: { ...facts(clock, version), dueAt: clock.dueAt === null ? null : toText(clock.dueAt), endedAt: toText(endedAt) },
});

const breached = (reading: Reading, notice: Notice | undefined): NoticeEvent[] => {
  const { clock, noticed } = reading;
  const dueAt = clock.dueAt as Ms;
  const version = notice?.version ?? 1;
  const data = { ...facts(clock, version), dueAt: toText(dueAt), noticed, escalateAt: escalations(reading, dueAt) };
  const first: NoticeEvent[] = notice === undefined ? [{ type: 'DeadlineArmed', data: armed(reading, dueAt, 1) }] : [];
  return [...first, { type: breachType(clock), data }];
};

const breachType = (clock: Clock) => {
  switch (clock.kind) {
    case 'step':
      return 'StepBecameOverdue';
    case 'dossier':
      return 'DossierBecameOverdue';
    case 'applicant':
      return 'ApplicantLimitExpired';
    case 'intake-review':
    case 'apology':
      return 'DutyDeadlineMissed';
  }
};

/** Whom a standing breach climbs to, and when: working time after the due instant on the clock's own calendar. */
const escalations = ({ clock, ruleSet }: Reading, dueAt: Ms): Escalation[] => {
  const climbs = (clock.kind === 'step' && (clock.step?.leg?.onTimeout ?? 'escalate') === 'escalate') || clock.kind === 'dossier';
  if (!climbs || clock.ending !== null) return [];
  return ruleSet.parameters.escalations.value.map(({ rung, to, after }) => {
    const at = dueOf(clock.calendar, { start: dueAt, limit: after, policy: 'HOUR_EXACT' }).dueAt ?? dueAt;
    return { rung, to, at: toText(at) };
  });
};
