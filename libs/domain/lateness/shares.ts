import type { Ms } from '@lien-thong/calendar';
import { type Clock, calendarOf, clocksOf } from '../clocks/clocks.js';
import { type Dossier, legKey, type Step } from '../dossier/state.js';
import { minutesOf, runningMinutes } from '../reading/measures.js';
import type { Rules } from '../rules.js';

/** What one party used of its own limits, and its share of the dossier's lateness. All in working minutes of its agency's calendar. */
export interface Share {
  readonly party: string;
  readonly agency: string;
  readonly allottedMinutes: number;
  readonly usedMinutes: number;
  readonly overrunMinutes: number;
  /** Of the dossier's overrun; the shares add up to it exactly. */
  readonly shareMinutes: number;
  /** The party's steps whose time does not count for the dossier: they take no part in the division. */
  readonly excluded: boolean;
}

/**
 * Divides the dossier's overrun (working minutes of the receiving agency) at `now` over the parties that overran their own
 * limits, in proportion to their overruns. What nobody's step explains is the lead's. In the order of first entry.
 */
export const sharesOf = (dossier: Dossier, rules: Rules, now: Ms): Share[] => {
  if (dossier.receipt === null) return [];
  const clocks = clocksOf(dossier, rules);
  const whole = overrunOf(clocks, now);
  const rows = partiesOf(dossier, rules, clocks, now);
  const weights = rows.map((row) => (row.excluded ? 0 : row.overrunMinutes));
  if (whole > 0 && weights.every((weight) => weight === 0)) return withLead(rows, dossier, rules, whole);
  return divided(whole, weights).map((shareMinutes, i) => ({ ...(rows[i] as Share), shareMinutes }));
};

/** By how many working minutes the dossier is late, pauses and excluded time apart; 0 while it is in time. */
export const overrunOf = (clocks: readonly Clock[], now: Ms): number => {
  const clock = clocks.find((c) => c.id === 'dossier');
  return clock ? minutesOf(clock, now).overrun : 0;
};

/**
 * `whole` in whole parts proportional to the weights, adding up exactly: the rest goes by largest remainder, ties to the
 * earlier. Without any weight nothing is divided.
 */
export const divided = (whole: number, weights: readonly number[]): number[] => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const parts = weights.map((weight) => Math.floor((whole * weight) / sum));
  const rest = whole - parts.reduce((total, part) => total + part, 0);
  const favoured = weights
    .map((weight, i) => ({ i, remainder: (whole * weight) % sum }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
    .slice(0, rest)
    .map(({ i }) => i);
  return parts.map((part, i) => part + (favoured.includes(i) ? 1 : 0));
};

/** One row a party, agency and manner of counting. A clock's budget is allotted once, however often its state was entered. */
const partiesOf = (dossier: Dossier, rules: Rules, clocks: readonly Clock[], now: Ms): Share[] => {
  const rows = new Map<string, Share>();
  for (const clock of clocks.filter((c) => c.kind === 'step')) {
    const allotted = new Set<string>();
    for (const { step, used, overrun } of spansOf(dossier, rules, clock, now)) {
      if (step.agency === null || !answers(dossier, step)) continue;
      const excluded = step.mode === 'excluded';
      const key = JSON.stringify([step.party, step.agency, excluded]);
      const known = rows.get(key) ?? blank(step.party, step.agency, excluded);
      rows.set(key, {
        ...known,
        allottedMinutes: known.allottedMinutes + (allotted.has(key) ? 0 : minutesOf(clock, now).allotted),
        usedMinutes: known.usedMinutes + used,
        overrunMinutes: known.overrunMinutes + overrun,
      });
      allotted.add(key);
    }
  }
  return [...rows.values()];
};

interface Span {
  readonly step: Step;
  readonly used: number;
  readonly overrun: number;
}

/** What each stay used of its clock, and used beyond it, by the calendar of the agency that held it. */
const spansOf = (dossier: Dossier, rules: Rules, clock: Clock, now: Ms): Span[] => {
  let counted = clock.countedFrom;
  return clock.stays.map(({ step, from, to }) => {
    const own = { ...clock, calendar: calendarOf(dossier, rules, step.calendar) };
    const start = Math.max(from, counted);
    const end = Math.min(to ?? now, now);
    counted = Math.max(counted, end);
    return {
      step,
      used: runningMinutes(own, start, end),
      overrun: clock.dueAt === null ? 0 : runningMinutes(own, Math.max(start, clock.dueAt), end),
    };
  });
};

const blank = (party: string, agency: string, excluded: boolean): Share => ({
  party,
  agency,
  allottedMinutes: 0,
  usedMinutes: 0,
  overrunMinutes: 0,
  shareMinutes: 0,
  excluded,
});

/** Paused and stopped steps hold nothing up; a leg that was passed over, or that nobody had to wait for, answers for nothing. */
const answers = (dossier: Dossier, { mode, leg }: Step): boolean => {
  if (mode === 'paused' || mode === 'stopped') return false;
  return leg === null || (leg.mandatory && dossier.endedLegs[legKey(leg)]?.how !== 'passed-over');
};

const withLead = (rows: readonly Share[], dossier: Dossier, rules: Rules, whole: number): Share[] => {
  const agency = dossier.receipt?.lead ?? dossier.receivingAgency;
  const party = rules.procedure(dossier.procedure, dossier.receipt?.version ?? 1).definition.lead;
  const own = rows.findIndex((row) => row.party === party && row.agency === agency && !row.excluded);
  if (own >= 0) return rows.map((row, i) => (i === own ? { ...row, shareMinutes: whole } : row));
  return [...rows, { ...blank(party, agency, false), shareMinutes: whole }];
};
