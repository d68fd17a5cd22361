import { type Finding, finding } from './findings.js';
import { objectOr, textOr, under } from './json.js';
import { type Arrow, RESERVED_ACTIONS, type State, type Statechart } from './statechart.js';

/** Every act records an event of its own name, which tells it from the state's other actions and from the engine's events. */
export const events = (chart: Statechart, reserved: readonly string[]): Finding[] => {
  const engine = new Set(reserved);
  return chart.states.flatMap((state) => [...missing(state), ...taken(state, engine), ...ambiguous(state)]);
};

/** The join of a parallel part names its event as an action does. */
const namers = (state: State): readonly Arrow[] =>
  state.kind === 'parallel'
    ? [{ action: 'join', pointer: under(state.pointer, 'join'), raw: objectOr(state.raw.join) }]
    : state.arrows;

const missing = (state: State): Finding[] =>
  namers(state)
    .filter((arrow) => !RESERVED_ACTIONS.includes(arrow.action) && textOr(arrow.raw.event) === undefined)
    .map((arrow) => finding('event-missing', arrow.pointer, { action: arrow.action }));

const taken = (state: State, engine: ReadonlySet<unknown>): Finding[] =>
  namers(state)
    .filter((arrow) => engine.has(arrow.raw.event))
    .map((arrow) => finding('event-reserved', under(arrow.pointer, 'event'), { event: arrow.raw.event }));

/** Alternatives of one action may share an event; two actions may not. */
const ambiguous = (state: State): Finding[] => {
  const owners = new Map<string, string>();
  return state.arrows.flatMap((arrow) => {
    const event = textOr(arrow.raw.event);
    if (event === undefined) return [];
    const owner = owners.get(event) ?? arrow.action;
    owners.set(event, owner);
    if (owner === arrow.action) return [];
    return [
      finding('event-ambiguous', under(arrow.pointer, 'event'), { state: state.path, event, actions: [owner, arrow.action] }),
    ];
  });
};
