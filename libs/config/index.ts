export { type Config, type Environment, readConfig, type Seed } from './config.js';
export { ConfigError, type Problem } from './config-error.js';
