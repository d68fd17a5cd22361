import { type Ms, toMs } from '@lien-thong/calendar';
import { Problem } from '../problems/problem.js';

export interface PastQuery {
  readonly asOf?: unknown;
  readonly validAt?: unknown;
}

/** `asOf` and `validAt` of a read, in milliseconds; neither may lie in the future. */
export const pastOf = (query: PastQuery, now: Ms): { asOf?: Ms; validAt?: Ms } => {
  const asOf = instant('asOf', query.asOf, now);
  const validAt = instant('validAt', query.validAt, now);
  return { ...(asOf === undefined ? {} : { asOf }), ...(validAt === undefined ? {} : { validAt }) };
};

const instant = (name: string, value: unknown, now: Ms): Ms | undefined => {
  if (value === undefined) return undefined;
  const at = typeof value === 'string' ? parsed(value.replace(/ (\d\d:\d\d)$/, '+$1')) : Number.NaN;
  if (Number.isNaN(at)) throw new Problem('parameter-invalid', { pointer: `/${name}` });
  if (at > now) throw new Problem('as-of-in-future', { pointer: `/${name}` });
  return at;
};

/** A `+` that a client forgot to encode has come as a blank. */
const parsed = (text: string): Ms => {
  try {
    return toMs(text);
  } catch {
    return Number.NaN;
  }
};
