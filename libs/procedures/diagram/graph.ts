import type {
  ClockMode,
  Guard,
  LegDefinition,
  ProcedureDefinition,
  SimpleState,
  StateDefinition,
  Text,
  Transition,
} from '@lien-thong/domain';

/** A procedure as a graph, for whoever draws it: nodes by path, edges in the order of the file. */
export interface ProcedureGraph {
  readonly code: string;
  readonly version: number;
  readonly name: Text;
  readonly initial: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** The state's path: `appraisal`, and `opinions.fire.review` in a leg; a leg itself is `opinions.fire`. */
  readonly id: string;
  readonly kind: 'state' | 'parallel' | 'leg' | 'final';
  /** The part or leg that holds it. */
  readonly parent: string | null;
  readonly name: Text;
  readonly party: { readonly key: string; readonly name: Text } | null;
  readonly limit: SimpleState['limit'] | null;
  readonly clock: ClockMode | null;
  readonly portalStatus: number | null;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'action' | 'join';
  /** Null on a join, which is taken by itself. */
  readonly action: string | null;
  readonly event: string;
  readonly name: Text;
  readonly guard: Guard | null;
}

/** Reads a sound definition; one with errors was never published. */
export const graphOf = (definition: ProcedureDefinition): ProcedureGraph => ({
  code: definition.code,
  version: definition.version,
  name: definition.name,
  initial: definition.initial,
  nodes: nodesOf(definition, definition.states, ''),
  edges: edgesOf(definition.states, ''),
});

type States = Readonly<Record<string, StateDefinition>>;

const nodesOf = (definition: ProcedureDefinition, states: States, prefix: string): GraphNode[] =>
  Object.entries(states).flatMap(([key, state]) => {
    const node = nodeOf(definition, key, state, prefix);
    const legs = state.type === 'parallel' ? Object.entries(state.legs) : [];
    return [node, ...legs.flatMap(([name, leg]) => legNodes(definition, node.id, name, leg))];
  });

const legNodes = (definition: ProcedureDefinition, part: string, name: string, leg: LegDefinition): GraphNode[] => {
  const id = `${part}.${name}`;
  const node: GraphNode = { ...BARE, id, kind: 'leg', parent: part, name: leg.name ?? spoken(name) };
  return [node, ...nodesOf(definition, leg.states, `${id}.`)];
};

const BARE = { party: null, limit: null, clock: null, portalStatus: null } as const;

const nodeOf = (definition: ProcedureDefinition, key: string, state: StateDefinition, prefix: string): GraphNode => {
  const own = {
    id: `${prefix}${key}`,
    parent: prefix === '' ? null : prefix.slice(0, -1),
    name: state.name ?? (state.type === 'final' ? END : spoken(key)),
  };
  if (state.type === 'final') return { ...BARE, ...own, kind: 'final', portalStatus: state.portalStatus ?? null };
  if (state.type === 'parallel') return { ...BARE, ...own, kind: 'parallel', portalStatus: state.portalStatus ?? null };
  const party = { key: state.party, name: definition.parties[state.party]?.name ?? spoken(state.party) };
  const { limit = null, clock = 'running', portalStatus = null } = state;
  return { ...own, kind: 'state', party, limit, clock, portalStatus };
};

/** A leg's own final state has no name. */
const END: Text = { vi: 'Kết thúc', en: 'End' };

/** A key that speaks for itself. */
const spoken = (key: string): Text => ({ vi: key, en: key });

const edgesOf = (states: States, prefix: string): GraphEdge[] =>
  Object.entries(states).flatMap(([key, state]): GraphEdge[] => {
    const from = `${prefix}${key}`;
    if (state.type === 'final') return [];
    if (state.type === undefined) return actionEdges(state, from, prefix);
    const inside = Object.entries(state.legs).flatMap(([name, leg]) => edgesOf(leg.states, `${from}.${name}.`));
    const { target, event, name = spoken('join') } = state.join;
    return [...inside, { from, to: `${prefix}${target}`, kind: 'join', action: null, event, name, guard: null }];
  });

const actionEdges = (state: SimpleState, from: string, prefix: string): GraphEdge[] =>
  Object.entries(state.on).flatMap(([action, value]) =>
    ([value].flat() as Transition[]).map(({ target, event, name, guard }) => ({
      from,
      to: `${prefix}${target}`,
      kind: 'action' as const,
      action,
      event: event ?? (action === 'issue-result' ? 'ResultIssued' : 'ResultReturned'),
      name: name ?? spoken(action),
      guard: guard ?? null,
    })),
  );
