/** Says how to let go of a part that was opened. */
export type Closes = (close: () => Promise<void>) => void;

/**
 * Opens the parts of a process one after the other. They are let go of in the other order, by `stop`, or at once when a later
 * part cannot be opened. One that cannot be let go of keeps none of the others; `stop` tells of it at the end.
 */
export const opening = async <T extends object>(open: (closes: Closes) => Promise<T>): Promise<T & { stop(): Promise<void> }> => {
  const closing: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const close of closing.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    return Object.assign(await open((close) => closing.push(close)), { stop });
  } catch (error) {
    // Whoever waits is told why it could not be opened, and not what came of that.
    await stop().catch(() => {});
    throw error;
  }
};
