/** A civil day, 'YYYY-MM-DD'. */
export type Day = string;

/** Whole days since 1970-01-01. The arithmetic runs on these; text is for people and for the log. */
export type DayNumber = number;

/** A decimal digit of `text`, or NaN, which spoils whatever is computed from it. */
const digit = (text: string, at: number): number => {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
};

/** Two decimal digits of `text`, or NaN when they are not there or exceed `most`. */
export const twoDigits = (text: string, at: number, most: number): number => {
  const value = digit(text, at) * 10 + digit(text, at + 1);
  return value <= most ? value : Number.NaN;
};

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** `month` is 1 to 12; any other has no days. */
const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return isLeap(year) ? 29 : 28;
  if (month === 4 || month === 6 || month === 9 || month === 11) return 30;
  return month >= 1 && month <= 12 ? 31 : 0;
};

/** The proleptic Gregorian count: years begin in March, so that the leap day is the last of its year. */
const numberOf = (year: number, month: number, day: number): DayNumber => {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
};

/** The day that the first ten characters of `text` name; NaN when they name no real date. */
export const leadingDay = (text: string): DayNumber => {
  const year = twoDigits(text, 0, 99) * 100 + twoDigits(text, 2, 99);
  const month = twoDigits(text, 5, 12);
  const day = twoDigits(text, 8, 31);
  const isReal = text[4] === '-' && text[7] === '-' && day >= 1 && day <= daysInMonth(year, month);
  return isReal && year >= 0 ? numberOf(year, month, day) : Number.NaN;
};

/** Whether `text` is a real date, written 'YYYY-MM-DD'. */
export const isDay = (text: string): boolean => text.length === 10 && !Number.isNaN(leadingDay(text));

/** The number of a day. @throws RangeError when `day` is not a real date. */
export const dayNumber = (day: Day): DayNumber => {
  const number = day.length === 10 ? leadingDay(day) : Number.NaN;
  if (Number.isNaN(number)) throw new RangeError(`not a day: ${JSON.stringify(day)}`);
  return number;
};

/** A day as text. @throws RangeError outside the years 0000 to 9999. */
export const dayText = (number: DayNumber): Day => {
  const text = new Date(number * 86_400_000).toISOString();
  if (text.length !== 24) throw new RangeError(`a day outside the years 0000 to 9999: ${text}`);
  return text.slice(0, 10);
};

/** The civil day `count` days after `day` (before it when negative). @throws RangeError on a bad day or a fraction. */
export const addDays = (day: Day, count: number): Day => {
  if (!Number.isInteger(count)) throw new RangeError(`not a whole number of days: ${count}`);
  return dayText(dayNumber(day) + count);
};

/** The same day number `months` months on, or the last day of that month when it has no such day. */
export const monthsAfter = (number: DayNumber, months: number): DayNumber => {
  const date = new Date(number * 86_400_000);
  const total = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(total / 12);
  const month = (total % 12) + 1;
  return numberOf(year, month, Math.min(date.getUTCDate(), daysInMonth(year, month)));
};

/** 0 is Monday, 6 is Sunday. */
export const weekdayOf = (number: DayNumber): number => (((number + 3) % 7) + 7) % 7;
