export type { Actor, Decider, Decision, Event, Personal, Recorded } from './decider.js';
export type * from './procedure/definition.js';
export { Refusal } from './refusal.js';
