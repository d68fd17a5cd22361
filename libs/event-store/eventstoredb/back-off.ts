const FIRST_MS = 50;
const MOST_MS = 2_000;

/** How long to wait before the next try, in milliseconds, after so many failures in a row. */
export const backOffMs = (failures: number): number => Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
