/** The cursor was not given by this list in this order. */
export class InvalidCursor extends Error {
  constructor() {
    super('the cursor is not one of this list in this order');
    this.name = 'InvalidCursor';
  }
}

export type Key = readonly (string | number)[];

const LONGEST = 1_000;

/** Where a page ended: the sort key of its last row. `list` names the list and its order. */
export const cursorAfter = (list: string, key: Key): string => Buffer.from(JSON.stringify([list, ...key])).toString('base64url');

/** @throws InvalidCursor unless it has the same list and the same types of parts as `shape`. */
export const keyOf = (list: string, cursor: string, shape: readonly ('string' | 'number')[]): Key => {
  const [named, ...key] = parsed(cursor);
  const fits = named === list && key.length === shape.length && key.every((part, i) => isOf(part, shape[i]));
  if (!fits) throw new InvalidCursor();
  return key as Key;
};

const isOf = (part: unknown, type: 'string' | 'number' | undefined): boolean =>
  type === 'number' ? Number.isSafeInteger(part) : typeof part === 'string';

const parsed = (cursor: string): unknown[] => {
  if (cursor.length > LONGEST) throw new InvalidCursor();
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    throw new InvalidCursor();
  }
};
