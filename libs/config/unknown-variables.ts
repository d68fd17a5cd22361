import type { Problem } from './config-error.js';

const OURS = [
  'DATA_DIR',
  'SEED',
  'CLOCK',
  'NOW',
  'KEY',
  'KEY_FILE',
  'HOST',
  'OWN_REDIS',
  'DRAIN_SECONDS',
  'WEBHOOK_PRIVATE',
  'WEBHOOK_HOSTS',
  'DELIVERY_RETRIES',
  'MAIL_FROM',
  'OUTBOX',
].map((name) => `LIEN_THONG_${name}`);

/** A misspelt variable would be a setting silently lost: whatever begins like ours and is not ours is reported. */
export const unknownVariables = (env: Readonly<Record<string, string | undefined>>): Problem[] =>
  Object.keys(env)
    .filter((variable) => /^LIEN_?THONG/i.test(variable) && !OURS.includes(variable))
    .sort()
    .map((variable) => ({ variable, messages: unknown(nearest(variable)) }));

const unknown = (meant: string | undefined): Problem['messages'] =>
  meant === undefined
    ? { vi: `không có biến này; có: ${OURS.join(', ')}`, en: `is not known; there are: ${OURS.join(', ')}` }
    : { vi: `không có biến này; có phải là ${meant}?`, en: `is not known; is ${meant} meant?` };

const nearest = (variable: string): string | undefined => {
  const [best] = OURS.map((name) => ({ name, distance: editsBetween(variable.toUpperCase(), name) })).sort(
    (a, b) => a.distance - b.distance,
  );
  return best !== undefined && best.distance <= 3 ? best.name : undefined;
};

/** How many letters have to be put in, left out or changed (Levenshtein). */
const editsBetween = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
};
