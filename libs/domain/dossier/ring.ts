import { type Instant, type Ms, toMs } from '@lien-thong/calendar';
import { clocksOf } from '../clocks/clocks.js';
import type { Rules } from '../rules.js';
import type { Ring } from './commands.js';
import type { NoticeEvent } from './events.js';
import { type Dossier, isAwaited, isOpen, isStray, isUnderWay, lastResult, type Notice } from './state.js';

/** Something that should ring for a dossier, as the log has it. `rung` is `due`, `warn-1`, `escalate-2` … */
export interface Alarm {
  readonly deadline: string;
  readonly version: number;
  readonly rung: string;
  /** When it rings: the first full second after the due instant, or the instant of the rung. */
  readonly at: Ms;
}

const SECOND = 1000;

/** Every alarm that is still to ring. Late, double and stale rings decide nothing, so a superset does no harm. */
export const alarmsOf = (dossier: Dossier): Alarm[] =>
  Object.values(dossier.notices).flatMap((notice) => {
    const alarm = (rung: string, at: Instant, after = 0): Alarm => ({
      deadline: notice.deadline,
      version: notice.version,
      rung,
      at: toMs(at) + after,
    });
    if (notice.status === 'armed' && notice.dueAt !== null)
      return [
        ...notice.warnAt.flatMap((at, i) => (notice.warned.includes(i + 1) ? [] : [alarm(`warn-${i + 1}`, at)])),
        alarm('due', notice.dueAt, SECOND),
      ];
    if (notice.status === 'missed' && isStillOpen(dossier, notice))
      return notice.escalateAt.filter((e) => !notice.escalated.includes(e.rung)).map((e) => alarm(`escalate-${e.rung}`, e.at));
    return [];
  });

const isStillOpen = (dossier: Dossier, notice: Notice): boolean => {
  if (notice.kind === 'dossier') return isUnderWay(dossier) && lastResult(dossier) === null;
  return dossier.steps.some((s) => s.clock === notice.deadline && isOpen(s) && !isAwaited(s) && !isStray(dossier, s));
};

/** What a ring is about, if it still is: the rung's own instant, or null where it is stale, double or early. */
export const ringing = (command: Ring, dossier: Dossier, now: Ms): { readonly at: Ms; readonly notice: Notice } | null => {
  const alarm = alarmsOf(dossier).find(
    (a) => a.deadline === command.deadline && a.version === command.version && a.rung === command.rung,
  );
  const notice = dossier.notices[command.deadline];
  return alarm && notice && alarm.at <= now ? { at: alarm.at, notice } : null;
};

/** Warnings and escalations; a due deadline itself is found missed by `settle`. */
export const rung = (command: Ring, notice: Notice, dossier: Dossier, rules: Rules): NoticeEvent[] => {
  const { deadline, kind, step, state, agency, version, dueAt } = notice;
  const data = { deadline, kind, step, state, agency, version, dueAt: dueAt as Instant };
  const [what, number] = command.rung.split('-');
  if (what === 'warn') return [{ type: 'DeadlineWarned', data: { ...data, rung: Number(number) } }];
  const escalation = notice.escalateAt.find((e) => e.rung === Number(number));
  const open = clocksOf(dossier, rules).some((c) => c.id === deadline && c.endedAt === null);
  return what === 'escalate' && escalation && open
    ? [{ type: 'DeadlineEscalated', data: { ...data, rung: escalation.rung, to: escalation.to } }]
    : [];
};
