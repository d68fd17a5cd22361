import { comparisonsIn } from './facts.js';
import { type Finding, finding } from './findings.js';
import { isObject, type JsonObject, listOr, objectOr } from './json.js';
import type { Action, Statechart } from './statechart.js';

/** The alternatives of an action leave no case open, and none of them stands where it is never tried. */
export const guards = (chart: Statechart): Finding[] => {
  const work = { left: 1_000_000 };
  const declared = objectOr(chart.raw.facts);
  return chart.states.flatMap((state) =>
    state.actions.flatMap((action) => [...shadowed(action), ...open(action, declared, work)]),
  );
};

const shadowed = (action: Action): Finding[] => {
  const unguarded = action.alternatives.findIndex((arrow) => arrow.raw.guard === undefined);
  if (unguarded < 0) return [];
  return action.alternatives
    .slice(unguarded + 1)
    .map((arrow) => finding('action-shadowed', arrow.pointer, { action: action.name }));
};

/** Tries every alternative on sample facts: all truth values, all members of an enum, and both sides of every threshold. */
const open = (action: Action, declared: JsonObject, work: { left: number }): Finding[] => {
  const conditions = action.alternatives.map((arrow) => arrow.raw.guard);
  if (conditions.length === 0 || conditions.includes(undefined)) return [];
  const asked = conditions.flatMap((guard) => comparisonsIn(guard, '')).map((comparison) => comparison.raw);
  const samples = samplesOf(asked, declared);
  work.left -= samples.reduce((product, [, values]) => product * values.length, asked.length);
  const uncovered = work.left < 0 ? {} : firstUncovered(conditions, samples);
  return uncovered ? [finding('guards-not-exhaustive', action.pointer, { action: action.name, example: uncovered })] : [];
};

type Sample = readonly [fact: string, values: readonly unknown[]];
type Known = Readonly<Record<string, unknown>>;

const samplesOf = (asked: readonly JsonObject[], declared: JsonObject): Sample[] => {
  const constants = new Map<string, unknown[]>();
  for (const comparison of asked) {
    const fact = String(comparison.fact);
    const named = ['equals', 'atLeast', 'atMost', 'moreThan', 'lessThan'].flatMap((key) => comparison[key] ?? []);
    constants.set(fact, [...(constants.get(fact) ?? []), ...named, ...listOr(comparison.in)]);
  }
  return [...constants].map(([fact, values]) => [fact, [undefined, ...valuesOf(objectOr(declared[fact]), values)]]);
};

const valuesOf = (fact: JsonObject, constants: readonly unknown[]): unknown[] => {
  if (fact.type === 'boolean') return [true, false];
  if (Array.isArray(fact.enum)) return fact.enum;
  const numbers = constants.filter((value) => typeof value === 'number');
  const texts = constants.filter((value) => typeof value === 'string');
  const step = fact.type === 'integer' ? 1 : 1e-6;
  return [...new Set([...numbers.flatMap((n) => [n - step, n, n + step]), ...texts.flatMap((t) => [t, `${t} `]), ''])];
};

const firstUncovered = (
  conditions: readonly unknown[],
  [sample, ...rest]: readonly Sample[],
  known: Known = {},
): Known | null => {
  if (sample === undefined) return isCovered(conditions, known) ? null : known;
  for (const value of sample[1]) {
    const found = firstUncovered(conditions, rest, value === undefined ? known : { ...known, [sample[0]]: value });
    if (found) return found;
  }
  return null;
};

/** An unknown that decides stops the alternatives with an answer of its own: that case is not open. */
const isCovered = (conditions: readonly unknown[], known: Known): boolean =>
  conditions.some((guard) => verdict(guard, known) !== false);

type Verdict = boolean | 'unknown';

const verdict = (guard: unknown, known: Known): Verdict => {
  if (!isObject(guard)) return 'unknown';
  if (guard.all !== undefined) return all(listOr(guard.all).map((inner) => verdict(inner, known)));
  if (guard.any !== undefined) return not(all(listOr(guard.any).map((inner) => not(verdict(inner, known)))));
  if (guard.not !== undefined) return not(verdict(guard.not, known));
  const value = known[String(guard.fact)];
  if (typeof guard.present === 'boolean') return (value !== undefined) === guard.present;
  return value === undefined ? 'unknown' : compared(guard, value as number);
};

const all = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes(false) ? false : verdicts.includes('unknown') ? 'unknown' : true;

const not = (value: Verdict): Verdict => (value === 'unknown' ? value : !value);

const compared = (guard: JsonObject, value: number): boolean => {
  if (guard.equals !== undefined) return value === guard.equals;
  if (guard.in !== undefined) return listOr(guard.in).includes(value);
  if (guard.atLeast !== undefined) return value >= (guard.atLeast as number);
  if (guard.atMost !== undefined) return value <= (guard.atMost as number);
  if (guard.moreThan !== undefined) return value > (guard.moreThan as number);
  return value < (guard.lessThan as number);
};
