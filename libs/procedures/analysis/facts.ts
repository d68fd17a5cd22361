import { type Finding, finding } from './findings.js';
import { isObject, type JsonObject, listOr, objectOr, under } from './json.js';
import { type Arrow, type Statechart } from './statechart.js';

/** Every fact that is asked for, required or set is declared, fits its type, and is not a personal one where it would show. */
export const facts = (chart: Statechart): Finding[] => {
  const declared = objectOr(chart.raw.facts);
  return [
    ...Object.entries(declared).flatMap(([name, fact]) => faultyEnum(name, objectOr(fact))),
    ...chart.states
      .flatMap((state) => state.arrows)
      .flatMap((arrow) => [
        ...askedBy(arrow).flatMap((asked) => faultyComparison(asked, declared)),
        ...listOr(arrow.raw.requires).flatMap((name, i) => undeclared(name, under(arrow.pointer, 'requires', i), declared)),
        ...faultySets(arrow, declared),
      ]),
  ];
};

interface Comparison {
  readonly raw: JsonObject;
  readonly pointer: string;
}

const askedBy = (arrow: Arrow): Comparison[] =>
  arrow.raw.guard === undefined ? [] : comparisonsIn(arrow.raw.guard, under(arrow.pointer, 'guard'));

/** Every question about one fact inside a guard. */
export const comparisonsIn = (guard: unknown, pointer: string): Comparison[] => {
  if (!isObject(guard)) return [];
  const inside = [
    ...listed(guard, 'all', pointer),
    ...listed(guard, 'any', pointer),
    ...comparisonsIn(guard.not, under(pointer, 'not')),
  ];
  return typeof guard.fact === 'string' ? [{ raw: guard, pointer }, ...inside] : inside;
};

const listed = (guard: JsonObject, key: string, pointer: string): Comparison[] =>
  listOr(guard[key]).flatMap((inner, i) => comparisonsIn(inner, under(pointer, key, i)));

const undeclared = (name: unknown, pointer: string, declared: JsonObject): Finding[] =>
  typeof name === 'string' && !Object.hasOwn(declared, name) ? [finding('unknown-fact', pointer, { fact: name })] : [];

const ORDERED = ['atLeast', 'atMost', 'moreThan', 'lessThan'];

const faultyComparison = ({ raw, pointer }: Comparison, declared: JsonObject): Finding[] => {
  const name = String(raw.fact);
  const unknown = undeclared(name, under(pointer, 'fact'), declared);
  if (unknown.length > 0) return unknown;
  const fact = objectOr(declared[name]);
  const personal = fact.personal === true ? [finding('personal-fact-in-guard', under(pointer, 'fact'), { fact: name })] : [];
  const ordered = ORDERED.filter((key) => Object.hasOwn(raw, key));
  const values = ['equals', ...ordered].filter((key) => Object.hasOwn(raw, key)).map((key) => [key, raw[key]] as const);
  const members = listOr(raw.in).map((value, i) => [`in/${i}`, value] as const);
  return [
    ...personal,
    ...[...values, ...members]
      .filter(([key, value]) => !fits(value, fact) || (ordered.includes(key) && !isOrdered(fact)))
      .map(([key]) => finding('fact-type-mismatch', `${pointer}/${key}`, { fact: name, type: fact.type })),
  ];
};

const faultySets = (arrow: Arrow, declared: JsonObject): Finding[] =>
  Object.entries(objectOr(arrow.raw.sets)).flatMap(([name, value]) => {
    const pointer = under(arrow.pointer, 'sets', name);
    if (!Object.hasOwn(declared, name)) return [finding('unknown-fact', pointer, { fact: name })];
    const fact = objectOr(declared[name]);
    return fits(value, fact) ? [] : [finding('fact-type-mismatch', pointer, { fact: name, type: fact.type })];
  });

const faultyEnum = (name: string, fact: JsonObject): Finding[] =>
  listOr(fact.enum).flatMap((value, i) =>
    isOfType(value, fact.type)
      ? []
      : [finding('fact-type-mismatch', under('/facts', name, 'enum', i), { fact: name, type: fact.type })],
  );

const isOrdered = (fact: JsonObject): boolean => fact.type !== 'boolean' && fact.type !== 'string';

const fits = (value: unknown, fact: JsonObject): boolean =>
  isOfType(value, fact.type) && (!Array.isArray(fact.enum) || fact.enum.includes(value));

/** A type that the format does not know is the schema's finding, not this one's. */
const isOfType = (value: unknown, type: unknown): boolean => {
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'number') return typeof value === 'number';
  if (type === 'date') return typeof value === 'string' && isDay(value);
  return type !== 'string' || typeof value === 'string';
};

/** Whether the text is a day that exists, as yyyy-mm-dd. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};
