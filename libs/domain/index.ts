export { appointmentOf, isOpenTask } from './apology/duty.js';
export { type Clock, clocksOf, ruleSetOf } from './clocks/clocks.js';
export { dossierGaps, type Segment, segments } from './clocks/dossier-clock.js';
export { byFact, byRecord, type Lens, timeOf } from './clocks/lens.js';
export type { Actor, Decider, Decision, Event, Personal, Recorded } from './decider.js';
export { decode, ENGINE_EVENTS, encode } from './dossier/codec.js';
export type * from './dossier/commands.js';
export { dossierDecider } from './dossier/dossier.js';
export type * from './dossier/events.js';
export { evolve } from './dossier/evolve.js';
export { type Alarm, alarmsOf } from './dossier/ring.js';
export { type Act, type ApologyTask, type Dossier, isUnderWay, type Notice, noDossier, type Step } from './dossier/state.js';
export { heirOf } from './dossier/succession.js';
export { divided, overrunOf, type Share, sharesOf } from './lateness/shares.js';
export { type Verdict, verdict } from './lateness/verdict.js';
export type * from './procedure/definition.js';
export { type Accountability, accountabilityOf, type CausePage, type Ground } from './reading/accountability.js';
export { type BreachPage, type DeadlinePage, type DeadlineStatus, deadlinePages, deadlineStatus } from './reading/deadlines.js';
export { type Change, diffOf } from './reading/diff.js';
export { type DayPage, type ExplanationPage, explanationOf, type NamedRule, type PausePage } from './reading/explanation.js';
export {
  activeSteps,
  type DossierPage,
  dossierPage,
  holders,
  portalStatusOf,
  type Status,
  type StepPage,
  statusOf,
} from './reading/page.js';
export { foldAsOf, judgedAt, type PastRead } from './reading/past.js';
export { type MayCommand, type PossibleAction, possibleActions, type Reason } from './reading/possible-actions.js';
export { type TaskPage, taskPage } from './reading/task.js';
export type { TimelineEntry, TimelineKind } from './reading/telling.js';
export { timelineOf } from './reading/timeline.js';
export { Refusal } from './refusal.js';
export { RULE_SETS, ruleSet, ruleSetInForce } from './rule-sets/rule-sets.js';
export type { Agency, Parameter, PublishedProcedure, RuleSet, Rules } from './rules.js';
