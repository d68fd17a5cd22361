import type { Ms } from '@lien-thong/calendar';
import { apologiesOwed, proposedCause } from '../apology/duty.js';
import { joinOf, mandatoryLegs } from '../procedure/statechart.js';
import type { Rules } from '../rules.js';
import { passageTo, procedureOf } from './entering.js';
import type { CourseEvent, DossierEvent, Noticed } from './events.js';
import { settle } from './settle.js';
import { type Dossier, isOpen, isUnderWay, legKey } from './state.js';

export interface Moment {
  readonly now: Ms;
  readonly noticed: Noticed;
}

/**
 * What follows from a course by itself and is not yet recorded, one kind at a time: joins, notices, silent legs, letters,
 * the proposed cause. Asked again and again until nothing follows any more.
 */
export const whatFollows = (dossier: Dossier, rules: Rules, moment: Moment): DossierEvent[] => {
  for (const reaction of [joins, notices, silences, letters, causes]) {
    const events = reaction(dossier, rules, moment);
    if (events.length > 0) return events;
  }
  return [];
};

type Reaction = (dossier: Dossier, rules: Rules, moment: Moment) => DossierEvent[];

const notices: Reaction = (dossier, rules, { now, noticed }) => settle(dossier, rules, now, noticed);
const letters: Reaction = (dossier, rules, { now }) => apologiesOwed(dossier, rules, now);
const causes: Reaction = (dossier, rules) => proposedCause(dossier, rules);

/** The join is taken by itself when every mandatory leg is final or was passed over. */
const joins: Reaction = (dossier, rules) => {
  if (!isUnderWay(dossier)) return [];
  const parts = [...new Set(dossier.steps.flatMap((s) => (s.leg ? [s.leg.part] : [])))];
  const part = parts.find((p) => !(p in dossier.joined) && legsEnded(dossier, rules, p));
  return part === undefined ? [] : joined(dossier, rules, part);
};

const legsEnded = (dossier: Dossier, rules: Rules, part: string): boolean =>
  mandatoryLegs(procedureOf(dossier, rules).definition, part).every((name) => dossier.endedLegs[legKey({ part, name })] !== undefined);

const joined = (dossier: Dossier, rules: Rules, part: string): CourseEvent[] => {
  const { definition } = procedureOf(dossier, rules);
  const join = joinOf(definition, part);
  if (!join) return [];
  const ends = mandatoryLegs(definition, part).map((name) => dossier.endedLegs[legKey({ part, name })]?.act as string);
  const acts = [...new Set(ends)];
  return [
    { type: 'LegsJoined', data: { name: join.event, part, target: join.target, acts } },
    ...passageTo(dossier, rules, join.target, { acts }).entries,
  ];
};

/** A leg whose step became overdue is passed over where its policy says so: silence then stands for the opinion, or is noted. */
const silences: Reaction = (dossier) => {
  const silent = dossier.steps.find(
    (s) => s.leg !== null && s.leg.onTimeout !== 'escalate' && isOpen(s) && dossier.notices[s.clock]?.breach && !dossier.endedLegs[legKey(s.leg)],
  );
  if (!silent?.leg) return [];
  const { part, name, basis, onTimeout } = silent.leg;
  const type = onTimeout === 'tacit-consent' ? 'OpinionDeemedGiven' : 'ProceededWithoutOpinion';
  return [{ type, data: { step: silent.id, part, leg: name, basis: basis ?? null } }];
};
