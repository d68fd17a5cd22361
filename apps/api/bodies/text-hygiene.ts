import { Problem } from '../problems/problem.js';

const DEEPEST = 32;
// C0 (but tab, newline and carriage return), DEL and C1.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** A body as it may come in: not too deep, its texts in NFC and without control characters or lone surrogates. */
export const hygienic = (value: unknown, pointer = '', depth = 0): unknown => {
  if (typeof value === 'string') return cleanText(value, pointer);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Problem('number-invalid', { pointer });
  if (value === null || typeof value !== 'object') return value;
  if (depth >= DEEPEST) throw new Problem('body-too-deep', { pointer });
  if (Array.isArray(value)) return value.map((item, i) => hygienic(item, `${pointer}/${i}`, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return [cleanText(key, at), hygienic(item, at, depth + 1)];
    }),
  );
};

export const cleanText = (text: string, pointer: string): string => {
  if (CONTROL.test(text) || !text.isWellFormed()) throw new Problem('text-invalid', { pointer });
  return text.normalize('NFC');
};
