export { Alarms } from './alarms.js';
export { measure } from './gauges.js';
export { type Finding, type HealthCheck, HealthChecks, type Readiness } from './health-checks.js';
export { Metrics } from './metrics.js';
export { readinessOf } from './readiness.js';
