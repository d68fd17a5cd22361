/**
 * The heaviest simple path through a small graph. Exact search takes exponential time on a hostile graph, so it comes after a cheap upper bound
 * (every state of a strongly connected part counted, parts in order: exact where there is no circle) and has a budget of steps.
 */
export interface Graph {
  readonly weights: readonly number[];
  readonly next: readonly (readonly number[])[];
}

export interface Longest {
  readonly total: number;
  readonly path: readonly number[];
  /** No path is heavier than this; equal to `total` where the search was finished. */
  readonly atMost: number;
}

/** Arrows looked at before the search gives up: some tens of milliseconds. */
const STEPS = 500_000;

export const longestPath = (graph: Graph, start: number): Longest => {
  const bounds = upperBounds(graph, start);
  const bound = (node: number): number => bounds.get(node) ?? 0;
  const best = { total: 0, path: [] as number[], steps: 0 };
  search(graph, start, bound, best);
  return { total: best.total, path: best.path, atMost: best.steps < STEPS ? best.total : bound(start) };
};

const search = (
  graph: Graph,
  start: number,
  bound: (node: number) => number,
  best: { total: number; path: number[]; steps: number },
): void => {
  const path: number[] = [];
  const on = new Set<number>();
  const visit = (node: number, before: number): void => {
    best.steps += 1 + (graph.next[node]?.length ?? 0);
    path.push(node);
    on.add(node);
    const total = before + (graph.weights[node] ?? 0);
    if (total > best.total || best.path.length === 0) Object.assign(best, { total, path: [...path] });
    const onwards = (graph.next[node] ?? []).filter((next) => !on.has(next)).sort((a, b) => bound(b) - bound(a));
    for (const next of onwards)
      if (best.steps < STEPS && best.total < bound(start) && total + bound(next) > best.total) visit(next, total);
    path.pop();
    on.delete(node);
  };
  visit(start, 0);
};

/** For every node, the weight of its own strongly connected part and of the heaviest chain of parts after it (Tarjan's order). */
const upperBounds = (graph: Graph, start: number): Map<number, number> => {
  const bounds = new Map<number, number>();
  for (const part of stronglyConnected(graph, start)) {
    const own = part.reduce((sum, node) => sum + (graph.weights[node] ?? 0), 0);
    const after = part.flatMap((node) => (graph.next[node] ?? []).map((next) => bounds.get(next) ?? 0));
    const total = own + after.reduce((most, value) => Math.max(most, value), 0);
    for (const node of part) bounds.set(node, total);
  }
  return bounds;
};

/** The strongly connected parts that are reachable, each after all that it leads to. */
const stronglyConnected = (graph: Graph, start: number): number[][] => {
  const order = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const parts: number[][] = [];
  const done = new Set<number>();
  const visit = (node: number): number => {
    order.set(node, order.size);
    let lowest = order.get(node) ?? 0;
    stack.push(node);
    for (const next of graph.next[node] ?? [])
      if (!done.has(next)) lowest = Math.min(lowest, low.get(next) ?? order.get(next) ?? visit(next));
    low.set(node, lowest);
    if (lowest === order.get(node)) {
      const part = stack.splice(stack.indexOf(node));
      for (const member of part) done.add(member);
      parts.push(part);
    }
    return lowest;
  };
  visit(start);
  return parts;
};
