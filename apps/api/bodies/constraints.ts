import { isDay, toMs } from '@lien-thong/calendar';
import { registerDecorator } from 'class-validator';

const rule = (name: string, message: string, test: (value: unknown) => boolean) => (): PropertyDecorator => (target, property) =>
  registerDecorator({
    name,
    target: target.constructor,
    propertyName: String(property),
    options: { message },
    validator: { validate: test },
  });

export const isInstantText = (value: unknown): boolean => {
  if (typeof value !== 'string') return false;
  try {
    return Number.isFinite(toMs(value));
  } catch {
    return false;
  }
};

/** RFC 3339 with an offset. */
export const IsInstant = rule('isInstant', 'must be an RFC 3339 instant with an offset', isInstantText);
/** A real day, YYYY-MM-DD. */
export const IsDay = rule('isDay', 'must be a real day, YYYY-MM-DD', (value) => typeof value === 'string' && isDay(value));
const scalar = (v: unknown): boolean =>
  v === null || typeof v === 'string' || typeof v === 'boolean' || (typeof v === 'number' && Number.isFinite(v));
/** An object of plain values: facts. What they may be, the procedure says. */
export const IsFacts = rule(
  'isFacts',
  'must be an object of booleans, numbers and texts',
  (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(scalar),
);
/** An object of texts: party to agency. */
export const IsTextRecord = rule(
  'isTextRecord',
  'must be an object of texts',
  (value) =>
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.values(value).every((v) => typeof v === 'string' && v.length <= 60),
);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= 100;
/** Sessions of a day: pairs of opening and closing, HH:mm. That they follow one another, the calendar says. */
export const IsSessions = rule(
  'isSessions',
  'must be a list of [opening, closing], each HH:mm',
  (value) =>
    Array.isArray(value) &&
    value.length <= 12 &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isTimeOfDay)),
);
/** HH:mm, up to 23:59. */
const isTimeOfDay = (value: unknown): boolean => typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value);
export const IsTimeOfDay = rule('isTimeOfDay', 'must be a time of day, HH:mm', isTimeOfDay);
/** Party to procedures, or `*` for all of them. */
export const IsServes = rule(
  'isServes',
  'must be an object of lists: party key to procedure codes, or *',
  (value) =>
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([party, codes]) =>
        /^[a-z][a-z0-9-]{0,63}$/.test(party) && Array.isArray(codes) && codes.length <= 1000 && codes.every(isText),
    ),
);
