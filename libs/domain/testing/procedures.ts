import type { ProcedureDefinition } from '../procedure/definition.js';
import landDefinition from './land.json' with { type: 'json' };

/** The example of the procedure format, as it stands there. */
export const land = landDefinition as unknown as ProcedureDefinition;

const text = (en: string) => ({ vi: en, en });

/** Three parallel opinions, one per time-out policy; `fire` escalates, `environment` consents by silence, `planning` is noted. */
export const opinions: ProcedureDefinition = {
  ...land,
  code: '9.900004',
  name: text('Permit with opinions'),
  timeLimit: { value: 20, unit: 'workingDay', basis: 'nd-101' },
  parties: {
    desk: { kind: 'one-stop', name: text('Desk') },
    'land-registry': { kind: 'competent', name: text('Registry') },
    police: { kind: 'consulted', name: text('Police') },
    environment: { kind: 'consulted', name: text('Environment') },
    planning: { kind: 'consulted', name: text('Planning') },
  },
  facts: {},
  initial: 'received',
  states: {
    received: {
      party: 'desk',
      limit: { value: 1, unit: 'workingDay' },
      portalStatus: 2,
      on: { 'ask-opinions': { target: 'opinions', event: 'OpinionsRequested' } },
    },
    opinions: {
      type: 'parallel',
      portalStatus: 4,
      legs: {
        fire: leg('police', 'escalate', 'FireOpinionGiven'),
        environment: leg('environment', 'tacit-consent', 'EnvironmentOpinionGiven'),
        planning: leg('planning', 'proceed-with-note', 'PlanningOpinionGiven'),
      },
      join: { target: 'decision', event: 'OpinionsGathered' },
    },
    decision: {
      party: 'land-registry',
      limit: { value: 5, unit: 'workingDay' },
      portalStatus: 4,
      on: { 'issue-result': { target: 'ready', results: ['certificate', 'refusal-notice'] } },
    },
    ready: { party: 'desk', clock: 'stopped', portalStatus: 9, on: { 'return-result': { target: 'returned' } } },
    returned: { type: 'final', outcome: 'completed', portalStatus: 10 },
  },
};

function leg(party: string, policy: 'escalate' | 'tacit-consent' | 'proceed-with-note', event: string) {
  return {
    mandatory: true,
    initial: 'review',
    states: {
      review: { party, limit: { value: 3, unit: 'workingDay' as const }, on: { answer: { target: 'done', event } } },
      done: { type: 'final' as const },
    },
    onTimeout: { policy, basis: 'nd-101' },
  };
}
