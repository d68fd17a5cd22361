import {
  type ClockInput,
  closeOf,
  dayOf,
  dueOf,
  type Gap,
  type Ms,
  nextWorkingDay,
  startOfDay,
  toMs,
  type WorkingCalendar,
} from '@lien-thong/calendar';
import type { DeadlineKind } from '../dossier/events.js';
import type { Dossier, Step } from '../dossier/state.js';
import type { RuleSet, Rules } from '../rules.js';
import { dossierGaps, endOfClock, segments } from './dossier-clock.js';
import { byFact, type Lens, latest, timeOf } from './lens.js';
import { agencyStay, type Stay, supplementGaps } from './stays.js';

/** A clock as the course has it: what it counts, by whose calendar, when it runs out, whether it stands or is over. */
export interface Clock {
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly step: Step | null;
  readonly agency: string | null;
  readonly calendar: WorkingCalendar;
  readonly start: Ms;
  readonly gaps: readonly Gap[];
  /** Null where the due instant is a printed day and not counted. */
  readonly input: ClockInput | null;
  readonly stays: readonly Stay[];
  readonly dueAt: Ms | null;
  readonly countedFrom: Ms;
  readonly provisional: boolean;
  readonly endedAt: Ms | null;
  readonly ending: 'done' | 'void' | null;
  readonly standing: { readonly reason: string; readonly basis: string | null } | null;
}

export const calendarOf = (dossier: Dossier, rules: Rules, id: string): WorkingCalendar =>
  rules.calendar(id, dossier.calendars[id] ?? rules.calendarOf(null).revision);

export const receivingCalendar = (dossier: Dossier, rules: Rules): WorkingCalendar => {
  const known = dossier.receipt?.calendar ?? Object.keys(dossier.calendars)[0];
  if (known !== undefined) return calendarOf(dossier, rules, known);
  const current = rules.calendarOf(dossier.receivingAgency);
  return rules.calendar(current.id, current.revision);
};

export const ruleSetOf = (dossier: Dossier, rules: Rules): RuleSet =>
  dossier.receipt
    ? rules.ruleSet(dossier.receipt.ruleSet)
    : rules.ruleSetInForce(dayOf(timeOf(dossier, dossier.submittedBy ?? '', byFact)));

/** Every clock of the dossier, computed from its course. */
export const clocksOf = (dossier: Dossier, rules: Rules, lens: Lens = byFact): Clock[] => [
  ...intakeReview(dossier, rules, lens),
  ...dossierClock(dossier, rules, lens),
  ...stepClocks(dossier, rules, lens),
  ...supplementClocks(dossier, rules, lens),
  ...reappointmentClocks(dossier, rules, lens),
  ...apologyClocks(dossier, rules),
];

type Counted = Omit<Clock, 'dueAt' | 'countedFrom' | 'provisional' | 'start' | 'gaps'> & { readonly input: ClockInput };
const counted = (clock: Counted): Clock => ({
  ...clock,
  ...dueOf(clock.calendar, clock.input),
  start: clock.input.start,
  gaps: clock.input.gaps ?? [],
});

type Printed = Omit<Clock, 'input' | 'gaps' | 'stays' | 'provisional' | 'countedFrom' | 'standing'>;
const printed = (clock: Printed): Clock => ({
  ...clock,
  input: null,
  gaps: [],
  stays: [],
  provisional: false,
  countedFrom: clock.start,
  standing: null,
});

const intakeReview = (dossier: Dossier, rules: Rules, lens: Lens): Clock[] => {
  if (dossier.submittedBy === null) return [];
  const answers = [dossier.receipt?.act, dossier.refusedBy, dossier.supplements.find((s) => s.step === null)?.askedBy];
  const times = answers.filter((act) => act != null).map((act) => timeOf(dossier, act, lens));
  const endedAt = times.length > 0 ? Math.min(...times) : null;
  return [
    counted({
      id: 'intake-review',
      kind: 'intake-review',
      step: null,
      agency: dossier.receivingAgency,
      calendar: receivingCalendar(dossier, rules),
      input: {
        start: timeOf(dossier, dossier.submittedBy, lens),
        limit: rules.ruleSetInForce(dayOf(timeOf(dossier, dossier.submittedBy, byFact))).parameters.intakeReview.value,
        policy: 'HOUR_EXACT',
      },
      stays: [],
      endedAt,
      ending: endedAt === null ? null : 'done',
      standing: null,
    }),
  ];
};

const dossierClock = (dossier: Dossier, rules: Rules, lens: Lens): Clock[] => {
  if (dossier.receipt === null) return [];
  const course = segments(dossier, lens);
  const endedAt = endOfClock(dossier, lens);
  const now = course[course.length - 1];
  const standing =
    endedAt === null && now && now.mode !== 'running' ? { reason: now.reason ?? now.mode, basis: now.basis } : null;
  return [
    counted({
      id: 'dossier',
      kind: 'dossier',
      step: null,
      agency: dossier.receipt.lead,
      calendar: receivingCalendar(dossier, rules),
      input: {
        start: timeOf(dossier, dossier.receipt.act, lens),
        limit: dossier.receipt.limit,
        policy: dossier.receipt.policy,
        cutoff: dossier.receipt.cutoff,
        gaps: dossierGaps(course),
      },
      stays: [],
      endedAt,
      ending: endedAt === null ? null : dossier.ended ? 'void' : 'done',
      standing,
    }),
  ];
};

const stepClocks = (dossier: Dossier, rules: Rules, lens: Lens): Clock[] => {
  const groups = new Map<string, Stay[]>();
  for (const step of dossier.steps) {
    const stay = step.limit === null ? null : agencyStay(dossier, step, lens);
    if (stay) groups.set(step.clock, [...(groups.get(step.clock) ?? []), stay]);
  }
  return [...groups].map(([id, stays]) => stepClock(dossier, rules, lens, id, stays));
};

const stepClock = (dossier: Dossier, rules: Rules, lens: Lens, id: string, stays: readonly Stay[]): Clock => {
  const first = stays[0] as Stay;
  const last = stays[stays.length - 1] as Stay;
  const held = stays.flatMap(({ step }) => supplementGaps(dossier, step, lens));
  const between = stays.slice(1).map((stay, i) => ({ from: stays[i]?.to ?? stay.from, to: stay.from, reason: 'left' }));
  const open = last.to === null ? held.find((gap) => gap.to === null) : undefined;
  return counted({
    id,
    kind: last.step.agency === null ? 'applicant' : 'step',
    step: last.step,
    agency: last.step.agency,
    calendar: calendarOf(dossier, rules, last.step.calendar),
    input: {
      start: first.from,
      limit: last.step.limit ?? { value: 0, unit: 'workingDay' },
      policy: dossier.receipt?.policy ?? 'HOUR_EXACT',
      cutoff: first.step.first ? (dossier.receipt?.cutoff ?? null) : null,
      gaps: [...held, ...between.filter((gap) => gap.to > gap.from)],
    },
    stays,
    endedAt: last.to,
    ending: last.ending,
    standing: open
      ? { reason: 'supplement', basis: dossier.supplements.find((s) => s.closedBy === null)?.pauseBasis ?? null }
      : null,
  });
};

/** The applicant's limit to answer a supplement: the close of the day asked for, or of the next working day. */
const supplementClocks = (dossier: Dossier, rules: Rules, lens: Lens): Clock[] => {
  const calendar = receivingCalendar(dossier, rules);
  return dossier.supplements
    .filter((s) => s.respondBy !== null)
    .map((s) => {
      const closed = s.closedBy ?? dossier.ended?.act ?? dossier.refusedBy;
      return printed({
        id: s.id,
        kind: 'applicant',
        step: null,
        agency: null,
        calendar,
        start: timeOf(dossier, s.askedBy, lens),
        dueAt: lastCloseOf(calendar, s.respondBy ?? ''),
        endedAt: closed === null ? null : timeOf(dossier, closed, lens),
        ending: closed === null ? null : s.outcome === 'received' ? 'done' : 'void',
      });
    });
};

export const lastCloseOf = (calendar: WorkingCalendar, day: string): Ms =>
  closeOf(calendar, day) ?? closeOf(calendar, nextWorkingDay(calendar, day)) ?? startOfDay(day);

/** A re-appointed day is a promise of its own: it ends with the dossier's clock, or with the next re-appointment. */
const reappointmentClocks = (dossier: Dossier, rules: Rules, lens: Lens): Clock[] =>
  dossier.reappointments.map((made, i) => {
    const next = dossier.reappointments[i + 1];
    const end = endOfClock(dossier, lens);
    return printed({
      id: made.deadline,
      kind: 'dossier',
      step: null,
      agency: dossier.receipt?.lead ?? null,
      calendar: receivingCalendar(dossier, rules),
      start: made.madeAt,
      dueAt: toMs(made.at),
      endedAt: end ?? next?.madeAt ?? null,
      ending: end === null ? (next ? 'void' : null) : dossier.ended ? 'void' : 'done',
    });
  });

const apologyClocks = (dossier: Dossier, rules: Rules): Clock[] =>
  dossier.tasks.map((task) =>
    printed({
      id: task.deadline,
      kind: 'apology',
      step: null,
      agency: task.agency,
      calendar: receivingCalendar(dossier, rules),
      start: task.raisedAt,
      dueAt: toMs(task.dueAt),
      endedAt: task.closedAt,
      ending: task.closedAt === null ? null : task.status === 'waived' || task.status === 'withdrawn' ? 'void' : 'done',
    }),
  );

/** When a step was entered, as the dossier shows it: by the latest of the acts that entered it. */
export const enteredAt = (dossier: Dossier, step: Step, lens: Lens = byFact): Ms => latest(dossier, step.enteredBy, lens.at);
