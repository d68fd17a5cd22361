import { type Config, ConfigError, readConfig } from '@lien-thong/config';
import { StoreUnavailable } from '@lien-thong/event-store';

/** What is up: its address, and how to end it in good order. */
export interface Up {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a process of the scaled-out profile and ends it with a signal; a second signal does not hurry it. */
export const runProcess = async (name: string, start: (config: Config) => Promise<Up>): Promise<void> => {
  try {
    const up = await start(readConfig());
    let stopping = false;
    const stop = async (): Promise<void> => {
      if (stopping) return;
      stopping = true;
      await up.stop();
      process.exit(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
    console.log(`Liên Thông ${name}: ${up.url}`);
  } catch (error) {
    const plain =
      error instanceof ConfigError || error instanceof StoreUnavailable || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    console.error(plain ? (error as Error).message : error);
    process.exit(1);
  }
};
