import { apologiesOwed, proposedCause } from '../apology/duty.js';
import { joinOf, mandatoryLegs } from '../procedure/statechart.js';
import type { Rules } from '../rules.js';
import { leave, passageTo, procedureOf } from './entering.js';
import type { CourseEvent, DossierEvent, LegRef } from './events.js';
import { type Moment, settle } from './settle.js';
import {
  type Dossier,
  isAwaited,
  isJoined,
  isOpen,
  isUnderWay,
  legKey,
  openSteps,
  openSupplement,
  partKey,
  type Step,
} from './state.js';

/**
 * What follows from a course by itself and is not yet recorded: joins, notices, silent legs, letters, the proposed cause.
 * `follow` records what a reaction answers, and says whether that was anything. Clocks are read once a course: only joins
 * and silent legs change it, and only letters add clocks of their own.
 */
export const whatFollows = (follow: (reaction: Reaction) => boolean): void => {
  do {
    while (follow(joins));
    follow(notices);
  } while (follow(silences));
  if (follow(letters)) {
    while (follow(letters));
    follow(notices);
  }
  follow(causes);
};

export type Reaction = (dossier: Dossier, rules: Rules, moment: Moment) => DossierEvent[];

const notices: Reaction = (dossier, rules, moment) => settle(dossier, rules, moment);
const letters: Reaction = (dossier, rules, { now }) => apologiesOwed(dossier, rules, now);
const causes: Reaction = (dossier, rules) => proposedCause(dossier, rules);

/** The join is taken by itself when every mandatory leg is final or was passed over. */
const joins: Reaction = (dossier, rules) => {
  if (!isUnderWay(dossier)) return [];
  for (const step of dossier.steps) {
    const ends = step.leg && !isJoined(dossier, step) ? endsOfLegs(dossier, rules, step.leg) : null;
    if (step.leg && ends) return joined(dossier, rules, step.leg, ends);
  }
  return [];
};

/** The acts that ended the mandatory legs; null while one of them is awaited. */
const endsOfLegs = (dossier: Dossier, rules: Rules, { part, round }: LegRef): string[] | null => {
  const ends = mandatoryLegs(procedureOf(dossier, rules).definition, part).map(
    (name) => dossier.endedLegs[legKey({ part, name, round })]?.act,
  );
  return ends.every((act) => act !== undefined) ? [...new Set(ends)] : null;
};

const joined = (dossier: Dossier, rules: Rules, { part, round }: LegRef, acts: readonly string[]): CourseEvent[] => {
  const join = joinOf(procedureOf(dossier, rules).definition, part);
  if (!join) return [];
  const over = openSteps(dossier).filter((s) => s.leg && partKey(s.leg) === partKey({ part, round }));
  return [
    {
      type: 'LegsJoined',
      data: { name: join.event, part, ...(round === undefined ? {} : { round }), target: join.target, acts },
    },
    ...over.flatMap((step) => lapsed(dossier, step)),
    ...sendersOf(dossier, over).map((sender) => leave(sender, 'ended')),
    ...passageTo(dossier, rules, join.target, acts.length > 0 ? { acts } : {}).entries,
  ];
};

/** Senders from outside whose hand-over to these steps was never acknowledged: nobody is awaited any more. */
const sendersOf = (dossier: Dossier, over: readonly Step[]): Step[] =>
  openSteps(dossier).filter(
    (s) => !over.includes(s) && over.some((step) => step.sender === s.id && step.acknowledgedBy === null),
  );

/** A supplement asked for in a leg that the dossier goes on without is awaited no longer, and holds no clock. */
const lapsed = (dossier: Dossier, step: Step): CourseEvent[] => {
  const supplement = openSupplement(dossier);
  return supplement?.step === step.id ? [{ type: 'SupplementLapsed', data: { supplement: supplement.id } }] : [];
};

/**
 * A leg whose step became overdue is passed over where its policy says so: silence then stands for the opinion, or is noted.
 * A step with nothing left of its limit is overdue once it is acknowledged: until then its clock does not run.
 */
const silences: Reaction = (dossier) => {
  const silent = dossier.steps.find(
    (s) =>
      s.leg !== null &&
      s.leg.onTimeout !== 'escalate' &&
      isOpen(s) &&
      !isAwaited(s) &&
      dossier.notices[s.clock]?.breach &&
      !dossier.endedLegs[legKey(s.leg)],
  );
  if (!silent?.leg) return [];
  const { part, name, basis, onTimeout } = silent.leg;
  const type = onTimeout === 'tacit-consent' ? 'OpinionDeemedGiven' : 'ProceededWithoutOpinion';
  return [{ type, data: { step: silent.id, part, leg: name, basis: basis ?? null } }, ...lapsed(dossier, silent)];
};
