import type { ReadModel } from '@lien-thong/read-model';

const EVERY_MS = 2_000;

/** Prints how far the views have come until they are at the end of the log for the first time. Gives back how to stop it. */
export const tellProgress = (views: ReadModel): (() => Promise<void>) => {
  const began = performance.now();
  const timer = setInterval(() => {
    const { wasLive, progress } = views.health();
    const seconds = Math.round((performance.now() - began) / 1000);
    if (!wasLive) return console.log(`views: ${Math.floor(progress * 100)} % of the log read, ${seconds} s`);
    clearInterval(timer);
  }, EVERY_MS);
  timer.unref();
  return async () => clearInterval(timer);
};
