export { type Config, environment, readConfig, type Seed } from './config.js';
export { ConfigError, type Problem } from './config-error.js';
export type { Environment } from './form.js';
