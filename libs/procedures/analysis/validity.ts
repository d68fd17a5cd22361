import { isDay } from './facts.js';
import { type Finding, finding } from './findings.js';
import { isObject, type JsonObject, listOr, objectOr, under } from './json.js';

/** What concerns the version as a whole: its number, its days, its legal basis and its two limits. */
export const validity = (raw: JsonObject, existingVersions: readonly number[]): Finding[] => {
  const version = raw.version;
  return [
    ...(typeof version === 'number' && existingVersions.includes(version)
      ? [finding('version-exists', '/version', { version })]
      : []),
    ...effectiveRange(raw),
    ...bases(raw),
    ...committed(raw),
  ];
};

const effectiveRange = (raw: JsonObject): Finding[] => {
  const [from, to] = [raw.effectiveFrom, raw.effectiveTo];
  const wrong = (['effectiveFrom', 'effectiveTo'] as const).filter((key) => typeof raw[key] === 'string' && !isDay(raw[key]));
  if (wrong.length > 0) return wrong.map((key) => finding('effective-range-invalid', `/${key}`, { from, to }));
  return typeof from === 'string' && typeof to === 'string' && to < from
    ? [finding('effective-range-invalid', '/effectiveTo', { from, to })]
    : [];
};

/** Without a first day nothing can be said of what is in force on it. */
const bases = (raw: JsonObject): Finding[] =>
  dayOr(raw.effectiveFrom, '') === ''
    ? []
    : listOr(raw.legalBasis).flatMap((basis, index) =>
        isObject(basis) ? notInForce(basis, under('/legalBasis', index), raw) : [],
      );

/** An error when the basis is in force on no day of the range, or had ended before it; a warning when it covers a part of it. */
const notInForce = (basis: JsonObject, pointer: string, raw: JsonObject): Finding[] => {
  const { id, validFrom: from, validTo: to } = basis;
  const first = dayOr(raw.effectiveFrom, '0000-01-01');
  const last = dayOr(raw.effectiveTo, '9999-12-31');
  const [start, end] = [dayOr(from, '0000-01-01'), dayOr(to, '9999-12-31')];
  const facts = { basis: id, validFrom: from ?? null, validTo: to ?? null };
  if (end < first || start > last || end < start) return [finding('basis-not-in-force', pointer, facts)];
  return end < last || start > first ? [finding('basis-not-in-force', pointer, facts, 'warning')] : [];
};

const dayOr = (value: unknown, otherwise: string): string => (typeof value === 'string' && isDay(value) ? value : otherwise);

const committed = (raw: JsonObject): Finding[] => {
  if (!isObject(raw.committedLimit)) return [];
  const [promised, statutory] = [raw.committedLimit, objectOr(raw.timeLimit)];
  const unit = statutory.unit;
  if (typeof unit === 'string' && typeof promised.unit === 'string' && promised.unit !== unit)
    return [finding('committed-unit-differs', '/committedLimit/unit', { unit })];
  const longer = typeof promised.value === 'number' && typeof statutory.value === 'number' && promised.value > statutory.value;
  return longer
    ? [
        finding('committed-exceeds-statutory', '/committedLimit', {
          committed: promised.value,
          statutory: statutory.value,
          unit,
        }),
      ]
    : [];
};
