import type { RuleSet } from '../rules.js';
import oneStop2018 from './vn-one-stop-2018.json' with { type: 'json' };
import oneStop2025 from './vn-one-stop-2025.json' with { type: 'json' };

/** The regulations known, oldest first. What nobody has read in the text of the law is marked `verified: false`. */
export const RULE_SETS: readonly RuleSet[] = [oneStop2018 as RuleSet, oneStop2025 as RuleSet];

/** The rule set in force on a day; the oldest one for days before it. */
export const ruleSetInForce = (day: string): RuleSet =>
  [...RULE_SETS].reverse().find((r) => r.validFrom <= day) ?? (RULE_SETS[0] as RuleSet);

export const ruleSet = (id: string): RuleSet => {
  const found = RULE_SETS.find((r) => r.id === id);
  if (!found) throw new Error(`unknown rule set: ${id}`);
  return found;
};
