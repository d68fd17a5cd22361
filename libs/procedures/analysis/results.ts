import { type Finding, finding } from './findings.js';
import { objectOr } from './json.js';
import {
  backwards,
  closure,
  initialOf,
  joinTarget,
  type Region,
  type State,
  type Statechart,
  successors,
  targetOf,
} from './statechart.js';

/** A completed dossier has a result, and its clock stops with the last one, not before and not later. */
export const results = (chart: Statechart): Finding[] => {
  const without = statesWithoutResult(chart.root);
  return [...neverIssued(chart, without), ...stoppedEarly(without), ...neverStopping(chart)];
};

const issues = (state: State): boolean => state.actions.some((action) => action.name === 'issue-result');

/** The states, of legs too, in which a dossier can be before any result was issued. */
const statesWithoutResult = (region: Region): Set<State> => {
  const first = initialOf(region);
  const here = closure(first ? [first] : [], nextWithoutResult);
  return new Set([...here, ...[...here].flatMap((state) => state.legs.flatMap((leg) => [...statesWithoutResult(leg)]))]);
};

const nextWithoutResult = (state: State): readonly State[] => {
  if (state.kind === 'parallel') return state.legs.some(alwaysIssues) ? [] : successors(state);
  return state.arrows
    .filter((arrow) => arrow.action !== 'issue-result')
    .map((arrow) => targetOf(arrow, state))
    .filter((target) => target !== undefined);
};

/** A mandatory leg that silence cannot pass over, and that ends with a result only. */
const alwaysIssues = (leg: Region): boolean => {
  const policy = objectOr(leg.leg?.raw.onTimeout).policy ?? 'escalate';
  if (!leg.leg?.mandatory || policy !== 'escalate' || ![...leg.states.values()].some(issues)) return false;
  return ![...statesWithoutResult(leg)].some((state) => state.kind === 'final');
};

const neverIssued = (chart: Statechart, without: ReadonlySet<State>): Finding[] => {
  if (initialOf(chart.root) === undefined) return [];
  if (!chart.states.some(issues)) return [finding('result-never-issued', '/states')];
  return [...without]
    .filter((state) => state.region === chart.root && state.kind === 'final' && state.raw.outcome === 'completed')
    .map((state) => finding('result-never-issued', state.pointer, { state: state.path }));
};

/** Without any action `issue-result`, that is the one finding to make. */
const stoppedEarly = (without: ReadonlySet<State>): Finding[] =>
  [...without].some(issues)
    ? [...without]
        .filter((state) => state.kind === 'simple' && state.raw.clock === 'stopped')
        .map((state) => finding('stopped-before-result', state.pointer, { state: state.path }))
    : [];

/** Every state, of every leg, that can be entered from here on. */
const onward = (state: State): State[] => {
  const joined = state.kind === 'final' && state.region.leg ? [joinTarget(state.region.leg.part)] : [];
  return [...successors(state), ...state.legs.map(initialOf), ...joined].filter((next) => next !== undefined);
};

const neverStopping = (chart: Statechart): Finding[] => {
  const resultAhead = closure(chart.states.filter(issues), backwards(chart.states, onward));
  const afterResult = chart.states.flatMap((state) =>
    state.arrows.filter((arrow) => arrow.action === 'issue-result').flatMap((arrow) => targetOf(arrow, state) ?? []),
  );
  const last = afterResult.filter((state) => !resultAhead.has(state));
  return [...closure(last, onward)]
    .filter((state) => state.kind === 'simple' && state.raw.clock !== 'stopped')
    .map((state) => finding('clock-never-stops', state.pointer, { state: state.path }));
};
