import { type Finding, finding } from './findings.js';
import { backwards, closure, initialOf, type Region, type State, type Statechart, successors } from './statechart.js';

/** Every state can be entered, every state can end, and every parallel part can join. */
export const reachability = (chart: Statechart): Finding[] =>
  chart.regions.flatMap((region) => [...unreachable(region), ...endless(region), ...unjoinable(region)]);

const unreachable = (region: Region): Finding[] => {
  const first = initialOf(region);
  if (first === undefined) return [];
  const entered = closure([first], successors);
  return statesOf(region)
    .filter((state) => !entered.has(state))
    .map((state) => finding('state-unreachable', state.pointer, { state: state.path }));
};

/** In a mandatory leg that cannot end at all, the finding is the join's, once, and not that of each of its states. */
const endless = (region: Region): Finding[] => {
  if (region.leg?.mandatory && !canEnd(region)) return [];
  const ending = statesThatEnd(region);
  return statesOf(region)
    .filter((state) => !ending.has(state) && !leadsNowhereKnown(state))
    .map((state) => finding('no-way-to-final', state.pointer, { state: state.path }));
};

const unjoinable = (region: Region): Finding[] =>
  statesOf(region)
    .filter((state) => state.kind === 'parallel')
    .flatMap((part) => {
      const mandatory = part.legs.filter((leg) => leg.leg?.mandatory);
      if (mandatory.length === 0) return [finding('join-impossible', part.pointer, { state: part.path })];
      return mandatory
        .filter((leg) => initialOf(leg) !== undefined && !canEnd(leg))
        .map((leg) => finding('join-impossible', leg.pointer, { state: part.path, leg: leg.leg?.key }));
    });

const canEnd = (region: Region): boolean => {
  const first = initialOf(region);
  return first === undefined || statesThatEnd(region).has(first);
};

const statesThatEnd = (region: Region): Set<State> => {
  const ends = statesOf(region).filter((state) => state.kind === 'final');
  return closure(ends, backwards(statesOf(region), successors));
};

/** A parallel part whose join leads nowhere has a finding of its own: `unknown-target`, or the schema's. */
const leadsNowhereKnown = (state: State): boolean => state.kind === 'parallel' && successors(state).length === 0;

const statesOf = (region: Region): State[] => [...region.states.values()];
