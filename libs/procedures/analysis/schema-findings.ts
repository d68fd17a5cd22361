import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { PROCEDURE_SCHEMA } from '../schema.js';
import { isDay } from './facts.js';
import { type Finding, type FindingCode, finding } from './findings.js';
import { under } from './json.js';
import { reasonOf } from './schema-reasons.js';

const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  formats: { date: isDay },
}).compile(PROCEDURE_SCHEMA);

/** What the schema says beyond what was found already: the specific finding wins. */
export const schemaFindings = (definition: unknown, specific: readonly Finding[]): Finding[] => {
  if (validate(definition)) return [];
  const places = new Map<string, Set<FindingCode>>();
  for (const { pointer, code } of specific) places.set(pointer, (places.get(pointer) ?? new Set<FindingCode>()).add(code));
  const told = new Set<string>();
  return (validate.errors ?? []).filter(isOfItself).flatMap((error) => {
    const pointer = placeOf(error);
    const key = `${pointer} ${error.keyword}`;
    if (told.has(key) || isSaid(pointer, places)) return [];
    told.add(key);
    return [finding('schema-invalid', pointer, { keyword: error.keyword, ...reasonOf(error) })];
  });
};

/** Leaves out what only repeats another error: the branches of a choice, and the inner side of a property's name. */
const isOfItself = (error: ErrorObject): boolean =>
  error.keyword !== 'if' &&
  !/\/oneOf\/\d/.test(error.schemaPath) &&
  (error.keyword === 'propertyNames' || error.propertyName === undefined);

/** Where the fault is: what is missing or too much is named itself, though a missing one is nowhere to be found. */
const placeOf = ({ instancePath, params }: ErrorObject): string => {
  const key = params.missingProperty ?? params.additionalProperty ?? params.propertyName;
  return typeof key === 'string' ? under(instancePath, key) : instancePath;
};

/** Which properties a finding about an object speaks for. */
const SPEAKS_FOR: Partial<Record<FindingCode, readonly string[]>> = {
  'state-without-party': ['party'],
  'event-missing': ['event'],
  'pause-without-basis': ['pauseReason', 'basis'],
  'tacit-consent-without-basis': ['basis'],
  'applicant-action-without-by': ['by'],
  'no-way-to-final': ['on'],
  'join-impossible': ['legs', 'on', 'states'],
  'nested-parallel': ['type', 'legs', 'join', 'party', 'on', 'portalStatus', 'name'],
};

const isSaid = (pointer: string, places: ReadonlyMap<string, ReadonlySet<FindingCode>>): boolean => {
  if (places.has(pointer)) return true;
  const cut = pointer.lastIndexOf('/');
  const about = places.get(pointer.slice(0, Math.max(cut, 0))) ?? [];
  return cut >= 0 && [...about].some((code) => SPEAKS_FOR[code]?.includes(pointer.slice(cut + 1)));
};
