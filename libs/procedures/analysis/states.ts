import { type Finding, finding } from './findings.js';
import { isObject, listOr, objectOr, textOr, under } from './json.js';
import { initialOf, joinTarget, type State, type Statechart } from './statechart.js';

/** Every state in which a dossier waits says who has it, for how long, and why its clock stands. */
export const waiting = (chart: Statechart): Finding[] => [
  ...chart.states
    .filter((state) => state.kind === 'simple')
    .flatMap((state) => [...withoutParty(state), ...withoutLimit(state), ...pause(state)]),
  ...supplementPause(chart),
  ...silence(chart),
  ...nested(chart),
  ...senderless(chart),
  ...unrecorded(chart),
];

const withoutParty = (state: State): Finding[] =>
  textOr(state.raw.party) === undefined ? [finding('state-without-party', state.pointer, { state: state.path })] : [];

const withoutLimit = (state: State): Finding[] => {
  const clock = state.raw.clock;
  const timed = isObject(state.raw.limit) || clock === 'paused' || clock === 'stopped';
  return timed ? [] : [finding('state-without-limit', state.pointer, { state: state.path })];
};

const pause = (state: State): Finding[] => {
  if (state.raw.clock !== 'paused') return [];
  const reason = state.raw.pauseReason;
  if (!isObject(reason)) return [finding('pause-without-basis', state.pointer, { state: state.path })];
  return textOr(reason.basis) === undefined
    ? [finding('pause-without-basis', under(state.pointer, 'pauseReason'), { state: state.path })]
    : [];
};

const supplementPause = (chart: Statechart): Finding[] => {
  const supplement = objectOr(chart.raw.supplement);
  return supplement.pauses === true && textOr(supplement.basis) === undefined
    ? [finding('pause-without-basis', '/supplement')]
    : [];
};

const silence = (chart: Statechart): Finding[] =>
  chart.regions.flatMap((region) => {
    const timeout = objectOr(region.leg?.raw.onTimeout);
    return timeout.policy === 'tacit-consent' && textOr(timeout.basis) === undefined
      ? [finding('tacit-consent-without-basis', under(region.pointer, 'onTimeout'), { leg: region.leg?.key })]
      : [];
  });

const nested = (chart: Statechart): Finding[] =>
  chart.states
    .filter((state) => state.kind === 'parallel' && state.region.leg !== null)
    .map((state) => finding('nested-parallel', state.pointer, { state: state.path }));

/** The first state, a join's target, and the first states of a part that is entered so: nobody hands the dossier over to them. */
const senderless = (chart: Statechart): Finding[] => {
  const joined = chart.states.filter((state) => state.kind === 'parallel').map(joinTarget);
  const entered = new Set([initialOf(chart.root), ...joined]);
  const inside = [...entered].flatMap((state) => state?.legs.map(initialOf) ?? []);
  return [...new Set([...entered, ...inside])]
    .filter((state) => state?.raw.handover === 'acknowledged')
    .flatMap((state) => (state ? [finding('handover-without-sender', state.pointer, { state: state.path })] : []));
};

/** The applicant has no account here: what happens in his state is recorded by an agency, which the action names. */
const unrecorded = (chart: Statechart): Finding[] => {
  const parties = objectOr(chart.raw.parties);
  const isApplicant = (party: unknown): boolean =>
    typeof party === 'string' && Object.hasOwn(parties, party) && objectOr(parties[party]).kind === 'applicant';
  return chart.states
    .filter((state) => isApplicant(state.raw.party))
    .flatMap((state) => state.arrows)
    .filter((arrow) => listOr(arrow.raw.by).every(isApplicant))
    .map((arrow) => finding('applicant-action-without-by', arrow.pointer, { action: arrow.action }));
};
