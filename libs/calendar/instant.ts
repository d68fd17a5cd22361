import { type Day, type DayNumber, dayNumber, dayText, leadingDay, twoDigits } from './day.js';

/** Epoch milliseconds. */
export type Ms = number;

/** RFC 3339 text, always at +07:00: 'YYYY-MM-DDTHH:mm:ss+07:00', with '.sss' only when that is not zero. */
export type Instant = string;

/** Whole minutes since 1970-01-01T00:00+07:00. Legal time counts in these: an instant is taken at its minute. */
export type Minute = number;

export const MINUTES_A_DAY = 1440;
const MINUTE_MS = 60_000;
const DAY_MS = MINUTES_A_DAY * MINUTE_MS;
/** Vietnam keeps +07:00 all year. The engine knows no other zone, least of all the host's. */
const ZONE_MS = 7 * 60 * MINUTE_MS;

/** The legal minute in which an instant lies (floored). */
export const minuteOf = (ms: Ms): Minute => Math.floor((ms + ZONE_MS) / MINUTE_MS);

/** The instant at which a legal minute begins. */
export const msOf = (minute: Minute): Ms => minute * MINUTE_MS - ZONE_MS;

/** The civil day in which a legal minute lies. */
export const dayOfMinute = (minute: Minute): DayNumber => Math.floor(minute / MINUTES_A_DAY);

/** The civil day in which an instant lies. */
export const dayNumberOf = (ms: Ms): DayNumber => Math.floor((ms + ZONE_MS) / DAY_MS);

/** The instant at which a civil day begins. */
export const midnightOf = (day: DayNumber): Ms => day * DAY_MS - ZONE_MS;

/** The civil day, at +07:00, in which an instant lies. @throws RangeError on NaN and outside the years 0000 to 9999. */
export const dayOf = (ms: Ms): Day => dayText(dayNumberOf(ms));

/** The first instant of a civil day at +07:00. @throws RangeError when `day` is not a real date. */
export const startOfDay = (day: Day): Ms => midnightOf(dayNumber(day));

/**
 * Reads an RFC 3339 instant with any offset. Digits beyond the millisecond are dropped.
 * @throws RangeError on anything else: unreal dates, 24:00, leap seconds, a missing offset, blanks.
 */
export const toMs = (text: string): Ms => {
  const offsetAt = endOfFraction(text);
  const ms = leadingDay(text) * DAY_MS + clockMs(text) + fractionMs(text, offsetAt) - offsetMs(text, offsetAt);
  if (Number.isNaN(ms)) throw new RangeError(`not an RFC 3339 instant: ${JSON.stringify(text.slice(0, 64))}`);
  return ms;
};

/** Writes an instant at +07:00. @throws RangeError on NaN and outside the years 0000 to 9999. */
export const toText = (ms: Ms): Instant => {
  const text = new Date(ms + ZONE_MS).toISOString();
  if (text.length !== 24) throw new RangeError(`an instant outside the years 0000 to 9999: ${ms}`);
  return `${text.slice(0, text.endsWith('.000Z') ? 19 : 23)}+07:00`;
};

const clockMs = (text: string): Ms => {
  const isShaped = (text[10] === 'T' || text[10] === 't') && text[13] === ':' && text[16] === ':';
  if (!isShaped) return Number.NaN;
  return twoDigits(text, 11, 23) * 3_600_000 + twoDigits(text, 14, 59) * MINUTE_MS + twoDigits(text, 17, 59) * 1000;
};

/** Where the offset begins: after 'YYYY-MM-DDTHH:mm:ss' and the digits of a fraction, if there is one. */
const endOfFraction = (text: string): number => {
  if (text[19] !== '.') return 19;
  let at = 20;
  while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
  return at;
};

const fractionMs = (text: string, end: number): Ms => {
  if (end === 19) return 0;
  return end === 20 ? Number.NaN : Number(text.slice(20, Math.min(end, 23)).padEnd(3, '0'));
};

const offsetMs = (text: string, at: number): Ms => {
  const sign = text[at];
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : Number.NaN;
  const isShaped = (sign === '+' || sign === '-') && text[at + 3] === ':' && text.length === at + 6;
  if (!isShaped) return Number.NaN;
  const offset = twoDigits(text, at + 1, 23) * 3_600_000 + twoDigits(text, at + 4, 59) * MINUTE_MS;
  return sign === '-' ? -offset : offset;
};
