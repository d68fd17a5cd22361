import { isObject, type JsonObject, listOr, objectOr, textOr, under } from './json.js';

/** A definition read as a graph, as far as it can be read: missing parts are absent, nothing is invented. */
export interface Statechart {
  readonly raw: JsonObject;
  readonly root: Region;
  readonly regions: readonly Region[];
  readonly states: readonly State[];
}

/** A set of states that target each other: the whole procedure's, or one leg's. */
export interface Region {
  readonly pointer: string;
  readonly initial: string | undefined;
  readonly states: ReadonlyMap<string, State>;
  readonly leg: { readonly key: string; readonly raw: JsonObject; readonly mandatory: boolean; readonly part: State } | null;
}

export interface State {
  readonly key: string;
  readonly path: string;
  readonly pointer: string;
  readonly raw: JsonObject;
  readonly kind: 'simple' | 'parallel' | 'final';
  readonly region: Region;
  readonly actions: readonly Action[];
  /** The alternatives of all actions. */
  readonly arrows: readonly Arrow[];
  readonly legs: readonly Region[];
}

export interface Action {
  readonly name: string;
  readonly pointer: string;
  readonly alternatives: readonly Arrow[];
}

/** One alternative of an action. */
export interface Arrow {
  readonly action: string;
  readonly pointer: string;
  readonly raw: JsonObject;
}

export const RESERVED_ACTIONS: readonly string[] = ['issue-result', 'return-result'];

export const readStatechart = (definition: unknown): Statechart => {
  const raw = objectOr(definition);
  const root = region(raw, '', '', null);
  const regions = regionsOf(root);
  return { raw, root, regions, states: regions.flatMap((r) => [...r.states.values()]) };
};

const regionsOf = (top: Region): Region[] => [top, ...[...top.states.values()].flatMap((state) => state.legs.flatMap(regionsOf))];

const region = (raw: JsonObject, pointer: string, path: string, leg: Region['leg']): Region => {
  const states = new Map<string, State>();
  const read: Region = { pointer, initial: textOr(raw.initial), states, leg };
  for (const [key, value] of Object.entries(objectOr(raw.states)))
    if (isObject(value)) states.set(key, state(key, value, read, path));
  return read;
};

const kindOf = (raw: JsonObject): State['kind'] => (raw.type === 'final' || raw.type === 'parallel' ? raw.type : 'simple');

const state = (key: string, raw: JsonObject, within: Region, prefix: string): State => {
  const pointer = under(within.pointer, 'states', key);
  const legs: Region[] = [];
  const kind = kindOf(raw);
  const actions = kind === 'simple' ? actionsOf(raw, pointer) : [];
  const read: State = {
    key,
    path: `${prefix}${key}`,
    pointer,
    raw,
    kind,
    region: within,
    actions,
    arrows: actions.flatMap((action) => action.alternatives),
    legs,
  };
  if (kind === 'parallel')
    for (const [name, leg] of Object.entries(objectOr(raw.legs)))
      if (isObject(leg))
        legs.push(
          region(leg, under(pointer, 'legs', name), `${read.path}.${name}.`, {
            key: name,
            raw: leg,
            mandatory: leg.mandatory !== false,
            part: read,
          }),
        );
  return read;
};

const actionsOf = (raw: JsonObject, pointer: string): Action[] =>
  Object.entries(objectOr(raw.on)).map(([name, value]) => {
    const at = under(pointer, 'on', name);
    const alternatives = Array.isArray(value)
      ? listOr(value).flatMap((option, index) =>
          isObject(option) ? [{ action: name, pointer: under(at, index), raw: option }] : [],
        )
      : isObject(value)
        ? [{ action: name, pointer: at, raw: value }]
        : [];
    return { name, pointer: at, alternatives };
  });

export const targetOf = (arrow: Arrow, from: State): State | undefined => stateNamed(from.region, arrow.raw.target);

export const stateNamed = (within: Region, key: unknown): State | undefined =>
  typeof key === 'string' ? within.states.get(key) : undefined;

export const initialOf = (within: Region): State | undefined => stateNamed(within, within.initial);

export const joinTarget = (part: State): State | undefined => stateNamed(part.region, objectOr(part.raw.join).target);

/** Every state that one act, or the join, can lead to from here, within the region. */
export const successors = (from: State): readonly State[] => {
  const known = remembered.get(from);
  if (known) return known;
  const found = from.kind === 'parallel' ? [joinTarget(from)] : from.arrows.map((arrow) => targetOf(arrow, from));
  const distinct = [...new Set(found.filter((state) => state !== undefined))];
  remembered.set(from, distinct);
  return distinct;
};

/** Asked for many times of the same state, which never changes. */
const remembered = new WeakMap<State, readonly State[]>();

/** Everything reachable along `next`, the start included. */
export const closure = <T>(start: Iterable<T>, next: (item: T) => Iterable<T>): Set<T> => {
  const seen = new Set(start);
  for (const item of seen) for (const other of next(item)) seen.add(other);
  return seen;
};

/** `next` turned round: from a state to those that lead to it. */
export const backwards = (
  states: readonly State[],
  next: (state: State) => readonly State[],
): ((state: State) => readonly State[]) => {
  const before = new Map<State, State[]>();
  for (const state of states)
    for (const target of next(state)) {
      const sources = before.get(target) ?? [];
      sources.push(state);
      before.set(target, sources);
    }
  return (state) => before.get(state) ?? [];
};
