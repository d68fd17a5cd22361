/** Reading JSON of which nothing is known yet: every question has an answer, none throws. */

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectOr = (value: unknown): JsonObject => (isObject(value) ? value : {});

export const listOr = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOr = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Goes one step down a JSON pointer (RFC 6901). */
export const under = (pointer: string, ...keys: readonly (string | number)[]): string =>
  keys.reduce<string>((at, key) => `${at}/${typeof key === 'number' ? key : escaped(key)}`, pointer);

const escaped = (key: string): string => (/[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key);

/** The deepest value and the number of values that a definition may have; the HTTP body is bounded more tightly. */
const DEEPEST = 64;
const MOST_VALUES = 500_000;

/** Whether the value is small and shallow enough to be walked recursively. Walks with a stack of its own. */
export const isBounded = (value: unknown): boolean => {
  const open: [unknown, number][] = [[value, 0]];
  for (let seen = 0, item = open.pop(); item !== undefined; item = open.pop(), seen += 1) {
    const [current, depth] = item;
    if (depth > DEEPEST || seen + open.length > MOST_VALUES) return false;
    if (typeof current !== 'object' || current === null) continue;
    for (const child of Object.values(current)) open.push([child, depth + 1]);
  }
  return true;
};
