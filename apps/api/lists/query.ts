import { isDay, type Ms, startOfDay, toMs } from '@lien-thong/calendar';
import { MOST_ROWS, type Page, type ReadModel } from '@lien-thong/read-model';
import type { Principal } from '@lien-thong/security';
import { POSITION, reached } from '../http/position.js';
import { Problem } from '../problems/problem.js';

export type RawQuery = Readonly<Record<string, unknown>>;

/** Plain query parameters, read one by one; anything that is not asked for, or not of its form, is refused. */
export class ListParameters {
  readonly #left: Set<string>;

  constructor(private readonly raw: RawQuery) {
    this.#left = new Set(Object.keys(raw));
    if ('asOf' in raw || 'validAt' in raw) throw new Problem('as-of-not-supported');
  }

  text(name: string): string | undefined {
    this.#left.delete(name);
    const value = this.raw[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string' || value.length > 400) throw invalid(name);
    return value.normalize('NFC');
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value !== undefined && !(allowed as readonly string[]).includes(value)) throw invalid(name, { allowed });
    return value as T | undefined;
  }

  someOf<T extends string>(name: string, allowed: readonly T[]): T[] | undefined {
    const values = this.text(name)?.split(',');
    if (values?.some((v) => !(allowed as readonly string[]).includes(v))) throw invalid(name, { allowed });
    return values as T[] | undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.oneOf(name, ['true', 'false']);
    return value === undefined ? undefined : value === 'true';
  }

  /** An instant, or a day: its start, and as an upper bound the start of the day after, so that the day is in it. */
  instant(name: string, upper = false): Ms | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (isDay(value)) return startOfDay(value) + (upper ? 86_400_000 : 0);
    try {
      return toMs(value.replace(/ (\d\d:\d\d)$/, '+$1')) + (upper ? 1 : 0);
    } catch {
      throw invalid(name);
    }
  }

  position(name: string): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !POSITION.test(value)) throw invalid(name);
    return value;
  }

  limit(): number | undefined {
    const value = this.text('limit');
    if (value === undefined) return undefined;
    const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    if (limit < 1 || limit > MOST_ROWS) throw invalid('limit', { most: MOST_ROWS });
    return limit;
  }

  /** Refuses parameters that nobody asked for. */
  end(): void {
    for (const name of this.#left) throw invalid(name);
  }
}

const invalid = (name: string, facts: object = {}): Problem =>
  new Problem('parameter-invalid', { pointer: `/${name}`, ...facts });

/** What every list takes: where to go on, how many, and the position that must be reflected (`atLeast`, waits up to 5 s). */
export const listing = async (views: ReadModel, caller: Principal, parameters: ListParameters) => {
  const request = { scope: { agency: caller.agency }, limit: parameters.limit(), cursor: parameters.text('cursor') };
  const atLeast = parameters.position('atLeast');
  parameters.end();
  if (atLeast !== undefined) await reached(views, atLeast);
  return request;
};

export const listAnswer = <T, R>(page: Page<T>, data: readonly R[]) => ({
  data,
  page: { next: page.next },
  at: { position: page.position },
});
