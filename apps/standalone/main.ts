import 'reflect-metadata';
import { ConfigError, readConfig } from '@lien-thong/config';
import { StoreUnavailable } from '@lien-thong/event-store';
import { greeting } from './greeting.js';
import { standalone } from './standalone.js';

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
  const plain =
    error instanceof ConfigError || error instanceof StoreUnavailable || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(plain ? (error as Error).message : error);
  process.exit(1);
}
