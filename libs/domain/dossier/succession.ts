import type { Day } from '@lien-thong/calendar';
import type { Rules } from '../rules.js';
import { calendarFor, leave, passageTo } from './entering.js';
import type { CourseEvent, KnowledgeEvent } from './events.js';
import { type Dossier, isAwaited, isInTransit, isStray, isUnderWay, openSteps } from './state.js';

type Succession = Extract<KnowledgeEvent, { type: 'AgencySucceeded' }>;

/**
 * When an agency that takes part in the dossier has ended, its successor acts in its place from that day on. `by` is the
 * agency that acts now: what it has inherited is recorded with its first act.
 */
export const successions = (dossier: Dossier, rules: Rules, by: string, day: Day): Succession[] => {
  if (!isUnderWay(dossier) || dossier.receipt === null) return [];
  const bound = new Set([dossier.receivingAgency, ...Object.values(dossier.receipt.parties)]);
  return [...bound]
    .filter((agency) => agency !== by && heirOf(rules, agency, day) === by)
    .map((agency) => ({ type: 'AgencySucceeded', data: { agency, successor: by } }));
};

const LONGEST_LINE = 10;

/** Who acts for an agency on a day: itself while it lasts, else its successor, or that one's. */
export const heirOf = (rules: Rules, agency: string, day: Day): string => {
  let heir = agency;
  for (let i = 0; i < LONGEST_LINE; i++) {
    const known = rules.agency(heir);
    if (!known?.successor || known.validTo === null || day <= known.validTo) return heir;
    heir = known.successor;
  }
  return heir;
};

/** The successor takes the open steps over, each on its clock: the minutes up to now stay the old agency's. */
export const takenOver = (
  dossier: Dossier,
  rules: Rules,
  { agency, successor }: { agency: string; successor: string },
): CourseEvent[] =>
  openSteps(dossier)
    .filter((step) => step.agency === agency && !isStray(dossier, step) && !isInTransit(dossier, step))
    .flatMap((step): CourseEvent[] =>
      isAwaited(step)
        ? [{ type: 'HandedOverAgain', data: { step: step.id, agency: successor, ...calendarFor(dossier, rules, successor) } }]
        : [leave(step, 'ended'), ...passageTo(dossier, rules, step.state, { again: step }).entries],
    );
