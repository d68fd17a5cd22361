export type { Advanced } from './advance.js';
export { AlarmClock, type AlarmClockHealth, type DossierAlarm, type Ring } from './alarm-clock.js';
export { alarmId, alarmKey } from './alarm-id.js';
export type { AlarmsQuery, AlarmViews } from './alarm-views.js';
export { BullmqAlarmClock, type BullmqOptions } from './bullmq/bullmq-alarm-clock.js';
export { type Look, SANITY_LIMITS, type SanityLimits } from './clock-sanity.js';
export { createEnforcer, type Enforcer, type EnforcerHealth, type EnforcerOptions } from './enforcer.js';
export { InProcessAlarmClock, type InProcessOptions } from './in-process/in-process-alarm-clock.js';
export { type RedisServer, type RedisServerOptions, startRedisServer } from './redis-server.js';
