/**
 * Negative when `a` comes before `b`. A position is one whole number, or several joined by `/` (commit and prepare of
 * EventStoreDB), too large for a double there. Nothing but this function reads a position.
 */
export const comparePositions = (a: string, b: string): number => {
  if (a === b) return 0;
  const left = a.split('/');
  const right = b.split('/');
  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const order = compareWholes(left[part] ?? '0', right[part] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
};

/** Whole numbers without leading zeros: the longer one is the greater one. */
const compareWholes = (a: string, b: string): number => {
  if (a.length !== b.length) return a.length - b.length;
  return a === b ? 0 : a < b ? -1 : 1;
};
