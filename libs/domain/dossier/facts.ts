import { isDay } from '@lien-thong/calendar';
import type { FactDefinition, Facts, FactValue, ProcedureDefinition } from '../procedure/definition.js';
import { Refusal } from '../refusal.js';

/** Facts split by whether the procedure declares them personal: those are sealed and only their names are known. */
export interface SplitFacts {
  readonly open: Facts;
  readonly personal: Facts;
}

export const checkedFacts = (
  definition: ProcedureDefinition,
  given: Readonly<Record<string, FactValue | null>> = {},
): SplitFacts => {
  const open: Record<string, FactValue> = {};
  const personal: Record<string, FactValue> = {};
  for (const [name, value] of Object.entries(given)) {
    const fact = Object.hasOwn(definition.facts ?? {}, name) ? definition.facts?.[name] : undefined;
    if (!fact)
      throw new Refusal('fact-not-declared', {
        pointer: `/facts/${name}`,
        fact: name,
        declared: Object.keys(definition.facts ?? {}),
      });
    if (!isValid(fact, value))
      throw new Refusal('fact-invalid', { pointer: `/facts/${name}`, fact: name, expected: fact.type, enum: fact.enum });
    (fact.personal ? personal : open)[name] = value as FactValue;
  }
  return { open, personal };
};

const isValid = (fact: FactDefinition, value: FactValue | null): boolean =>
  value !== null && hasType(fact.type, value) && (fact.enum === undefined || fact.enum.includes(value));

const hasType = (type: FactDefinition['type'], value: FactValue): boolean => {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'string':
      return typeof value === 'string' && value.length <= 2000;
    case 'date':
      return typeof value === 'string' && isDay(value);
  }
};

/** What an event carries of facts: open ones as they are, personal ones by name, with their values in `sealed`. */
export const factParts = (facts: SplitFacts): { data: { facts: Facts; personalFacts?: string[] }; sealed: { facts?: Facts } } => {
  const names = Object.keys(facts.personal);
  return names.length === 0
    ? { data: { facts: facts.open }, sealed: {} }
    : { data: { facts: facts.open, personalFacts: names }, sealed: { facts: facts.personal } };
};
