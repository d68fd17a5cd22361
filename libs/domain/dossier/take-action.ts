import type { Ms } from '@lien-thong/calendar';
import type { Transition } from '../procedure/definition.js';
import { alternatives, chosen, isSimple, RESERVED_ACTIONS, resultAhead, stateAt, targetPath } from '../procedure/statechart.js';
import { Refusal } from '../refusal.js';
import type { Rules } from '../rules.js';
import { evidenceKind, lapseOrRefuse, refuseHeldStep, refuseOutOfOrder, refuseUnless, stepFor } from './acting.js';
import type { IssueResult, ReturnResult, TakeAction } from './commands.js';
import { procedureOf, proceed } from './entering.js';
import type { CourseEvent } from './events.js';
import { checkedFacts, factParts, type SplitFacts } from './facts.js';
import { evidenceReference } from './intake.js';
import { type Dossier, isJoined, isStray, lastResult, openSteps, type Step } from './state.js';

/** Takes an action of the procedure: one of the transitions of the step's state. */
export const takeAction = (command: TakeAction, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  refuseUnless(!(RESERVED_ACTIONS as readonly string[]).includes(command.action), 'action-reserved', { command: command.action });
  const step = actingStep(command, command.action, dossier, rules);
  const lapsed = ready(dossier, rules, step, at);
  const facts = checkedFacts(procedureOf(dossier, rules).definition, command.facts);
  const transition = chosen(optionsOf(dossier, rules, step, command.action), { ...dossier.facts, ...facts.open });
  refuseMissingFacts(transition, facts);
  const parts = factParts({ open: { ...facts.open, ...transition.sets }, personal: facts.personal });
  const target = targetPath(step.state, transition.target);
  const taken: CourseEvent = {
    type: 'ActionTaken',
    data: {
      name: transition.event ?? command.action,
      action: command.action,
      step: step.id,
      state: step.state,
      target,
      agency: command.by.agency,
      ...parts.data,
      ...evidenceKind(command),
    },
    ...sealed({ ...(command.note === undefined ? {} : { note: command.note }), ...parts.sealed, ...evidenceReference(command) }),
  };
  return [...lapsed, taken, ...proceed(dossier, rules, step, target)];
};

/** Issues a result. The last one stops the dossier's clock for good. */
export const issueResult = (command: IssueResult, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  const step = actingStep(command, 'issue-result', dossier, rules);
  const lapsed = ready(dossier, rules, step, at);
  refuseUnless(lastResult(dossier) === null, 'result-already-issued', {});
  const { definition } = procedureOf(dossier, rules);
  const transition = chosen(optionsOf(dossier, rules, step, 'issue-result'), dossier.facts);
  const allowed = transition.results ?? definition.results.map((r) => r.code);
  const result = definition.results.find((r) => r.code === command.result && allowed.includes(r.code));
  if (!result) throw new Refusal('result-not-declared', { pointer: '/data/result', result: command.result, allowed });
  const target = targetPath(step.state, transition.target);
  const others = openSteps(dossier).filter((s) => s.id !== step.id && !isJoined(dossier, s));
  const last = !resultAhead(definition, [target, ...others.map((s) => s.state)]);
  const issued: CourseEvent = {
    type: 'ResultIssued',
    data: { step: step.id, result: result.code, outcome: result.outcome, last, target, ...evidenceKind(command) },
    ...sealed({ ...(command.reference === undefined ? {} : { reference: command.reference }), ...evidenceReference(command) }),
  };
  return [...lapsed, issued, ...proceed(dossier, rules, step, target)];
};

/** Returns the result to the applicant. Lateness or a missing letter never stands in the way. */
export const returnResult = (command: ReturnResult, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  const step = actingStep(command, 'return-result', dossier, rules);
  const lapsed = ready(dossier, rules, step, at);
  const transition = chosen(optionsOf(dossier, rules, step, 'return-result'), dossier.facts);
  const target = targetPath(step.state, transition.target);
  const returned: CourseEvent = {
    type: 'ResultReturned',
    data: { step: step.id, channel: command.channel, target, ...evidenceKind(command) },
    ...sealed({ ...(command.proof === undefined ? {} : { proof: command.proof }), ...evidenceReference(command) }),
  };
  return [...lapsed, returned, ...proceed(dossier, rules, step, target)];
};

/** Adds `personal` to an event only where there is something to seal. */
export const sealed = (personal: Readonly<Record<string, unknown>>): { personal?: Readonly<Record<string, unknown>> } =>
  Object.keys(personal).length > 0 ? { personal } : {};

export const optionsOf = (dossier: Dossier, rules: Rules, step: Step, action: string): readonly Transition[] => {
  const state = stateAt(procedureOf(dossier, rules).definition, step.state);
  return state && isSimple(state) ? alternatives(state, action) : [];
};

const actingStep = (command: TakeAction | IssueResult | ReturnResult, action: string, dossier: Dossier, rules: Rules): Step =>
  stepFor(
    dossier,
    rules,
    command,
    (step) => optionsOf(dossier, rules, step, action).length > 0 && !(isStray(dossier, step) && lastResult(dossier) !== null),
    (step) => [...new Set(optionsOf(dossier, rules, step, action).flatMap((t) => t.by ?? [step.party]))],
  );

const ready = (dossier: Dossier, rules: Rules, step: Step, at: Ms): CourseEvent[] => {
  refuseHeldStep(dossier, step);
  const lapsed = lapseOrRefuse(dossier, rules, step, at);
  refuseOutOfOrder(dossier, step, at);
  return lapsed;
};

const refuseMissingFacts = (transition: Transition, facts: SplitFacts): void => {
  const given = new Set([...Object.keys(facts.open), ...Object.keys(facts.personal)]);
  const missing = (transition.requires ?? []).filter((fact) => !given.has(fact));
  if (missing.length > 0) throw new Refusal('fact-required', { pointer: '/data/facts', missing });
};
