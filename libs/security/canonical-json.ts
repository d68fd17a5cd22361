import canonicalizeModule from 'canonicalize';

/** The package is CommonJS behind an ESM-shaped type: what is imported is the function itself. */
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** RFC 8785: one text for one JSON value, whatever the order of its members. Absent (`undefined`) members are absent. */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
};
