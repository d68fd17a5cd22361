/** Says how to let go of a part that was opened. */
export type Closes = (close: () => Promise<void>) => void;

/**
 * Opens the parts of a process one after the other. They are let go of in the other order, by `stop`, or at once when a later
 * part cannot be opened.
 */
export const opening = async <T extends object>(open: (closes: Closes) => Promise<T>): Promise<T & { stop(): Promise<void> }> => {
  const closing: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    return Object.assign(await open((close) => closing.push(close)), { stop });
  } catch (error) {
    await stop();
    throw error;
  }
};
