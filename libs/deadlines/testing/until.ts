import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds; rejects after so many milliseconds. */
export const until = async (holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> => {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${holds}`);
    await sleep(10);
  }
};
