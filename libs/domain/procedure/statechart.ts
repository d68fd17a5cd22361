import { Refusal } from '../refusal.js';
import type {
  Facts,
  FinalState,
  LegDefinition,
  ParallelState,
  ProcedureDefinition,
  SimpleState,
  StateDefinition,
  Transition,
} from './definition.js';
import { holds } from './guards.js';

/** A state's path: its key, or `part.leg.state` inside a leg. */
export type Path = string;
export const RESERVED_ACTIONS = ['issue-result', 'return-result'] as const;

const isParallel = (state: StateDefinition): state is ParallelState => state.type === 'parallel';
export const isFinal = (state: StateDefinition): state is FinalState => state.type === 'final';
export const isSimple = (state: StateDefinition): state is SimpleState => state.type === undefined;

const legOf = (definition: ProcedureDefinition, part: string, leg: string): LegDefinition | undefined => {
  const state = definition.states[part];
  return state && isParallel(state) ? state.legs[leg] : undefined;
};

export const stateAt = (definition: ProcedureDefinition, path: Path): StateDefinition | undefined => {
  const [top = '', leg, inner] = path.split('.');
  return leg === undefined || inner === undefined ? definition.states[top] : legOf(definition, top, leg)?.states[inner];
};

/** The target of a transition is named beside its source: inside a leg, a state of that leg. */
export const targetPath = (from: Path, target: string): Path => {
  const parts = from.split('.');
  return parts.length === 3 ? `${parts[0]}.${parts[1]}.${target}` : target;
};

/** A state that is entered: a stay, or an end. */
export type Entry =
  | { readonly path: Path; readonly state: SimpleState; readonly leg: EnteredLeg | null; readonly portalStatus: number | null }
  | { readonly path: Path; readonly state: FinalState; readonly leg: EnteredLeg | null; readonly portalStatus: number | null };
export interface EnteredLeg {
  readonly part: string;
  readonly name: string;
  readonly definition: LegDefinition;
}

/** Everything that entering a state enters: itself, or the first state of every leg of a parallel part. */
export const entriesOf = (definition: ProcedureDefinition, path: Path): Entry[] => {
  const [part = '', legName] = path.split('.');
  const state = stateAt(definition, path);
  if (state === undefined) return [];
  if (isParallel(state))
    return Object.entries(state.legs).flatMap(([name, leg]) => entriesOf(definition, `${part}.${name}.${leg.initial}`));
  const within = legName === undefined ? undefined : legOf(definition, part, legName);
  const leg = within && legName !== undefined ? { part, name: legName, definition: within } : null;
  const portalStatus = state.portalStatus ?? (leg ? (definition.states[part]?.portalStatus ?? null) : null);
  return [{ path, state, leg, portalStatus } as Entry];
};

export const mandatoryLegs = (definition: ProcedureDefinition, part: string): string[] => {
  const state = definition.states[part];
  if (!state || !isParallel(state)) return [];
  return Object.entries(state.legs)
    .filter(([, leg]) => leg.mandatory !== false)
    .map(([name]) => name);
};

export const joinOf = (definition: ProcedureDefinition, part: string): ParallelState['join'] | undefined => {
  const state = definition.states[part];
  return state && isParallel(state) ? state.join : undefined;
};

export const alternatives = (state: SimpleState, action: string): readonly Transition[] => {
  const found = Object.hasOwn(state.on, action) ? state.on[action] : undefined;
  if (found === undefined) return [];
  return Array.isArray(found) ? (found as readonly Transition[]) : [found as Transition];
};

/** The first alternative whose guard holds. One that asks about an unknown fact stops the search: we must not guess. */
export const chosen = (options: readonly Transition[], facts: Facts): Transition => {
  for (const option of options) {
    const verdict = option.guard === undefined ? true : holds(option.guard, facts);
    if (verdict === true) return option;
    if (typeof verdict === 'object') throw new Refusal('guard-not-satisfied', { missing: verdict.missing });
  }
  throw new Refusal('guard-not-satisfied', { missing: [] });
};

/** Every state that can still be entered from these, guards left aside. */
export const reachable = (definition: ProcedureDefinition, from: readonly Path[]): Set<Path> => {
  const seen = new Set<Path>();
  const queue = [...from];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    queue.push(...successors(definition, path));
  }
  return seen;
};

const successors = (definition: ProcedureDefinition, path: Path): Path[] => {
  const state = stateAt(definition, path);
  if (state === undefined) return [];
  if (isParallel(state)) return [...entriesOf(definition, path).map((e) => e.path), state.join.target];
  if (isFinal(state)) {
    const join = path.includes('.') ? joinOf(definition, path.split('.')[0] ?? '') : undefined;
    return join ? [join.target] : [];
  }
  return Object.keys(state.on).flatMap((action) => alternatives(state, action).map((t) => targetPath(path, t.target)));
};

/** Whether a result can still be issued from one of these states. */
export const resultAhead = (definition: ProcedureDefinition, from: readonly Path[]): boolean =>
  [...reachable(definition, from)].some((path) => {
    const state = stateAt(definition, path);
    return state !== undefined && isSimple(state) && Object.hasOwn(state.on, 'issue-result');
  });
