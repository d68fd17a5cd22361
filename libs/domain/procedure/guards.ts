import type { Facts, FactValue, Guard } from './definition.js';

/** True, false, or unknown because a fact that decides is absent (Kleene's three-valued logic). */
export type Verdict = true | false | { readonly missing: readonly string[] };

/** Tries a guard on the facts. A comparison with an absent fact is unknown; only `present` may ask about absence. */
export const holds = (guard: Guard, facts: Facts): Verdict => {
  if ('all' in guard) return conjunction(guard.all.map((g) => holds(g, facts)));
  if ('any' in guard) return negation(conjunction(guard.any.map((g) => negation(holds(g, facts)))));
  if ('not' in guard) return negation(holds(guard.not, facts));
  const value = Object.hasOwn(facts, guard.fact) ? facts[guard.fact] : undefined;
  if ('present' in guard) return (value !== undefined) === guard.present;
  return value === undefined ? { missing: [guard.fact] } : compares(guard, value);
};

const compares = (guard: Extract<Guard, { fact: string }>, value: FactValue): boolean => {
  if ('equals' in guard) return value === guard.equals;
  if ('in' in guard) return guard.in.includes(value);
  if ('atLeast' in guard) return value >= guard.atLeast;
  if ('atMost' in guard) return value <= guard.atMost;
  if ('moreThan' in guard) return value > guard.moreThan;
  if ('lessThan' in guard) return value < guard.lessThan;
  return guard.present;
};

const conjunction = (verdicts: readonly Verdict[]): Verdict => {
  if (verdicts.includes(false)) return false;
  const missing = verdicts.flatMap((v) => (typeof v === 'object' ? v.missing : []));
  return missing.length > 0 ? { missing: [...new Set(missing)] } : true;
};

const negation = (verdict: Verdict): Verdict => (typeof verdict === 'object' ? verdict : !verdict);
