export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** No lone surrogates. In the language since ES2024, in Node since 20; not yet in the compiler's `lib`. */
export const isWellFormed = (text: string): boolean => (text as unknown as { isWellFormed(): boolean }).isWellFormed();

/** Deeper values would cost stack, not say more. */
const DEEPEST = 100;

/** Says where `value` could not come back from JSON as it went in (`data.amounts[2]: NaN`); null when it could. */
export const notJson = (value: unknown, path: string, depth = 0): string | null => {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value) ? null : `${path}: a lone surrogate`;
    case 'number':
      return Number.isFinite(value) ? null : `${path}: ${value}`;
    case 'boolean':
      return null;
    case 'object':
      if (value === null) return null;
      return depth >= DEEPEST ? `${path}: deeper than ${DEEPEST}` : notJsonWithin(value, path, depth + 1);
    default:
      return `${path}: a ${typeof value}`;
  }
};

const notJsonWithin = (value: object, path: string, depth: number): string | null => {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const fault = notJson(value[index], `${path}[${index}]`, depth);
      if (fault !== null) return fault;
    }
    return null;
  }
  if (!isPlain(value)) return `${path}: a ${value.constructor?.name ?? 'non-plain object'}`;
  for (const key of Object.keys(value)) {
    if (!isWellFormed(key)) return `${path}: a key with a lone surrogate`;
    const fault = notJson((value as Record<string, unknown>)[key], `${path}.${key}`, depth);
    if (fault !== null) return fault;
  }
  return null;
};

/** By the prototype's own prototype: objects of another realm (a worker, a test's VM) are as plain as ours. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** The value with absent members absent, not `undefined`, and -0 as JSON writes it; itself where there is nothing to change. */
export const withoutAbsent = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? (0 as T) : value;
  if (Array.isArray(value)) return value.some((member) => changes(member)) ? (value.map(withoutAbsent) as T) : value;
  if (!isPlain(value) || !Object.values(value).some(changes)) return value;
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present.map(([key, member]) => [key, withoutAbsent(member)])) as T;
};

const changes = (member: unknown): boolean => member === undefined || withoutAbsent(member) !== member;
