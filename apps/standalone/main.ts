import 'reflect-metadata';
import { ConfigError, readConfig } from '@lien-thong/config';
import { standalone } from './standalone.js';

try {
  const running = await standalone(readConfig(process.env, { seed: 'demo' }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop().then(() => process.exit(0)));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
