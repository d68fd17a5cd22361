export { Alarms } from './alarms.js';
export { measure } from './gauges.js';
export { type Finding, type HealthCheck, HealthChecks, type Readiness } from './health-checks.js';
export { type HealthServer, startHealthServer } from './health-server.js';
export { Metrics } from './metrics.js';
export { type Closes, opening } from './opening.js';
export { readinessOf } from './readiness.js';
export { runProcess, said, type Up } from './run-process.js';
export { tellProgress } from './tell-progress.js';
