import { twoDigits } from './day.js';
import type { SessionText } from './definition.js';

/** Minutes of the day, [open, close). */
export type Session = readonly [open: number, close: number];

/** Minutes since midnight of 'HH:mm'. @throws RangeError on any other text; the last is 23:59. */
export const minuteOfDay = (text: string): number => {
  const minute = twoDigits(text, 0, 23) * 60 + twoDigits(text, 3, 59);
  if (Number.isNaN(minute) || text[2] !== ':' || text.length !== 5) {
    throw new RangeError(`not a time of day: ${JSON.stringify(text)}`);
  }
  return minute;
};

/** @throws RangeError when there is none, one is empty or turned round, or they overlap or are out of order. */
export const sessionsFrom = (texts: readonly SessionText[]): Session[] => {
  let closed = 0;
  const sessions = texts.map(([openText, closeText]): Session => {
    const session: Session = [minuteOfDay(openText), minuteOfDay(closeText)];
    if (session[0] < closed || session[1] <= session[0]) {
      throw new RangeError(`sessions must follow one another: ${JSON.stringify(texts)}`);
    }
    closed = session[1];
    return session;
  });
  if (sessions.length === 0) throw new RangeError('a working day needs a session');
  return sessions;
};

/** Working minutes of a day that lie before `minute` of it. */
export const minutesUntil = (sessions: readonly Session[], minute: number): number => {
  let sum = 0;
  for (const [open, close] of sessions) {
    if (minute > open) sum += Math.min(minute, close) - open;
  }
  return sum;
};
