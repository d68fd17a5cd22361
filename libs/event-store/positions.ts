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

/** How far a position is on the way to another, from 0 to 1: by the first number, for a reader who wants to know how long. */
export const fractionRead = (position: string | null, end: string | null): number => {
  if (end === null) return 1;
  const [read = 0, whole = 0] = [position ?? '0', end].map((text) => Number(text.split('/')[0]));
  return whole === 0 ? 1 : Math.min(1, read / whole);
};

/** The caller brought a position that this store never gave. */
export class InvalidPosition extends Error {
  constructor(readonly position: string) {
    super(`"${position}" is no position of this log`);
    this.name = 'InvalidPosition';
  }
}

/** A position of the stores whose positions are counted from 1; 0 is before the first. */
export const countedPosition = (position: string | null): number => {
  if (position === null) return 0;
  const counted = /^(0|[1-9]\d{0,15})$/.test(position) ? Number(position) : Number.NaN;
  if (!Number.isSafeInteger(counted)) throw new InvalidPosition(position);
  return counted;
};
