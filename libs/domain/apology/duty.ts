import { addDays, closeOf, dayOf, dueOf, isWorkingDay, type Ms, toMs, toText, type WorkingCalendar } from '@lien-thong/calendar';
import { receivingCalendar, ruleSetOf } from '../clocks/clocks.js';
import { isAgencyBreach } from '../dossier/cause.js';
import type { ApologyEvent, CauseEvent } from '../dossier/events.js';
import type { ApologyTask, Dossier, Notice } from '../dossier/state.js';
import type { Rules } from '../rules.js';

export const isOpenTask = (task: ApologyTask): boolean => !['delivered', 'waived', 'withdrawn'].includes(task.status);

/** What the duty to apologise demands and nobody has recorded yet: tasks to raise, to extend, or to take back. */
export const apologiesOwed = (dossier: Dossier, rules: Rules, now: Ms): ApologyEvent[] => {
  const breach = dutiful(dossier, rules).find((n) => !dossier.tasks.some((t) => t.breaches.includes(n.breach as string)));
  return breach ? [owed(dossier, rules, breach, now)] : withdrawn(dossier);
};

/** The standing breaches that raise the duty, by the rule set's policy; silence that counts as an opinion raises none. */
const dutiful = (dossier: Dossier, rules: Rules): Notice[] => {
  const breaches = Object.values(dossier.notices).filter(isAgencyBreach);
  if (breaches.length === 0) return [];
  const on = ruleSetOf(dossier, rules).parameters.apologyOnBreaches.value;
  return breaches
    .filter((n) => on.includes(n.kind as 'step' | 'dossier') && !isSilentLeg(dossier, n))
    .sort(
      (a, b) =>
        toMs(a.missedAt as string) - toMs(b.missedAt as string) || Number(a.kind === 'dossier') - Number(b.kind === 'dossier'),
    );
};

const isSilentLeg = (dossier: Dossier, notice: Notice): boolean =>
  dossier.steps.some((s) => s.clock === notice.deadline && s.leg !== null && s.leg.onTimeout !== 'escalate');

/** One task per agency: the agency whose step is overdue; the lead's where a dossier is late and no step is. */
const ownerOf = (dossier: Dossier, breach: Notice): string => {
  const lead = dossier.receipt?.lead ?? dossier.receivingAgency;
  if (breach.kind === 'step') return breach.agency ?? lead;
  const late = Object.values(dossier.notices).filter((n) => n.kind === 'step' && n.breach !== null && !isSilentLeg(dossier, n));
  const first = late.sort((a, b) => toMs(a.missedAt as string) - toMs(b.missedAt as string))[0];
  return first?.agency ?? lead;
};

/** A re-appointed day has a breach of its own, but raises no new letter while one is open, whoever owes it. */
const isReappointment = (dossier: Dossier, breach: Notice): boolean =>
  dossier.reappointments.some((made) => made.deadline === breach.deadline);

const owed = (dossier: Dossier, rules: Rules, breach: Notice, now: Ms): ApologyEvent => {
  const agency = ownerOf(dossier, breach);
  const open = dossier.tasks.find((t) => isOpenTask(t) && (t.agency === agency || isReappointment(dossier, breach)));
  const id = breach.breach as string;
  if (open) return { type: 'ApologyTaskExtended', data: { task: open.id, agency: open.agency, breach: id } };
  const serial = dossier.tasks.length + 1;
  return {
    type: 'ApologyTaskRaised',
    data: {
      task: `${dossier.id}.${serial}`,
      deadline: `apology.${serial}`,
      agency,
      breaches: [id],
      dueAt: toText(letterDue(dossier, rules, now)),
      form: ruleSetOf(dossier, rules).parameters.apologyForm.value,
    },
  };
};

/** Some working days before the appointment while that lies ahead, else at once. */
const letterDue = (dossier: Dossier, rules: Rules, now: Ms): Ms => {
  const calendar = receivingCalendar(dossier, rules);
  const { apologyLead, apologyAtOnce } = ruleSetOf(dossier, rules).parameters;
  const foreseen = closeOf(calendar, workingDaysBefore(calendar, dayOf(appointmentOf(dossier)), apologyLead.value));
  if (foreseen !== null && foreseen > now) return foreseen;
  return dueOf(calendar, { start: now, limit: apologyAtOnce.value, policy: 'CIVIL_DATE' }).dueAt ?? now;
};

const workingDaysBefore = (calendar: WorkingCalendar, day: string, count: number): string => {
  let before = day;
  for (let left = count; left > 0; ) {
    before = addDays(before, -1);
    if (isWorkingDay(calendar, before)) left--;
  }
  return before;
};

/** The appointment as it stands: the printed promise, or the last re-appointment. */
export const appointmentOf = (dossier: Dossier): Ms =>
  toMs(
    dossier.reappointments[dossier.reappointments.length - 1]?.at ?? dossier.receipt?.promisedAt ?? '1970-01-01T00:00:00+07:00',
  );

/** A task not yet issued whose breaches were all taken back is owed no longer. */
const withdrawn = (dossier: Dossier): ApologyEvent[] => {
  const standing = new Set(Object.values(dossier.notices).map((n) => n.breach));
  return dossier.tasks
    .filter((t) => ['owed', 'drafted', 'signed'].includes(t.status) && !t.breaches.some((b) => standing.has(b)))
    .map((t) => ({ type: 'ApologyTaskWithdrawn', data: { task: t.id, agency: t.agency } }));
};

/** The engine's own proposal of the cause: from who held the dossier when it was first late. */
export const proposedCause = (dossier: Dossier, rules: Rules): CauseEvent[] => {
  const first = dutiful(dossier, rules)[0];
  if (!first || (dossier.cause && dossier.cause.by !== 'engine')) return [];
  const agency = ownerOf(dossier, first);
  if (dossier.cause && dossier.cause.agency === agency) return [];
  const own = agency === dossier.receipt?.lead || agency === dossier.receivingAgency;
  const where = first.state ?? 'dossier';
  const grounds = {
    vi: own ? `Quá hạn tại bước ${where} của cơ quan ${agency}` : `Chờ cơ quan phối hợp ${agency} tại bước ${where}`,
    en: own ? `Overdue at step ${where} of agency ${agency}` : `Waiting for the consulted agency ${agency} at step ${where}`,
  };
  return [{ type: 'CauseProposed', data: { cause: own ? 'subjective' : 'objective', agency, grounds } }];
};
