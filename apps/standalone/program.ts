import { readConfig } from '@lien-thong/config';
import { said } from '@lien-thong/health';
import { greeting } from './greeting.js';
import { standalone } from './standalone.js';

/** Starts the standalone profile and says where it is; a signal stops it. Ends the process when it cannot start. */
export const program = async (): Promise<void> => {
  try {
    const config = readConfig(undefined, { seed: 'demo' });
    const running = await standalone(config);
    let stopping = false;
    const stop = async (): Promise<void> => {
      if (stopping) return;
      stopping = true;
      await running.stop();
      process.exit(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
    console.log(await greeting(running, config));
  } catch (error) {
    console.error(said(error));
    process.exit(1);
  }
};
