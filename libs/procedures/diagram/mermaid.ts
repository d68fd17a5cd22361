import type { ProcedureDefinition } from '@lien-thong/domain';
import { captionsOf, guardText, titleOf } from './captions.js';
import { type GraphEdge, type GraphNode, graphOf, type ProcedureGraph } from './graph.js';

/** The procedure as a mermaid `stateDiagram-v2`, labelled in Vietnamese; parallel legs are regions of a composite state. */
export const mermaidOf = (definition: ProcedureDefinition): string => {
  const graph = graphOf(definition);
  const lines = [
    'stateDiagram-v2',
    `  accTitle: ${plain(titleOf(graph))}`,
    `  [*] --> ${idOf(graph.initial)}`,
    ...region(graph, definition, null, '  '),
  ];
  return `${lines.join('\n')}\n`;
};

const region = (graph: ProcedureGraph, definition: ProcedureDefinition, parent: string | null, indent: string): string[] => [
  ...graph.nodes.filter((node) => node.parent === parent).flatMap((node) => drawn(node, graph, definition, indent)),
  ...graph.edges.filter((edge) => parentOf(edge.from) === parent).map((edge) => `${indent}${arrow(edge)}`),
];

const parentOf = (path: string): string | null => (path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : null);

const drawn = (node: GraphNode, graph: ProcedureGraph, definition: ProcedureDefinition, indent: string): string[] => {
  const id = idOf(node.id);
  if (node.kind === 'parallel') return composite(node, graph, definition, indent);
  const label = [node.name.vi, ...captionsOf(node)].map(plain).join('<br/>');
  const own = [`${indent}state "${label}" as ${id}`];
  return node.kind === 'final' ? [...own, `${indent}${id} --> [*]`] : own;
};

const composite = (part: GraphNode, graph: ProcedureGraph, definition: ProcedureDefinition, indent: string): string[] => {
  const legs = graph.nodes.filter((node) => node.parent === part.id);
  const inner = `${indent}  `;
  const bodies = legs.map((leg) => {
    const name = leg.id.slice(part.id.length + 1);
    return [
      `${inner}%% ${plain(leg.name.vi)}`,
      `${inner}[*] --> ${idOf(`${leg.id}.${initialOf(definition, part.id, name)}`)}`,
      ...region(graph, definition, leg.id, inner),
    ];
  });
  const separated = bodies.flatMap((body, i) => (i === 0 ? body : [`${inner}--`, ...body]));
  return [`${indent}state "${plain(part.name.vi)}" as ${idOf(part.id)} {`, ...separated, `${indent}}`];
};

const initialOf = (definition: ProcedureDefinition, part: string, leg: string): string => {
  const state = definition.states[part];
  return state?.type === 'parallel' ? (state.legs[leg]?.initial ?? '') : '';
};

const arrow = ({ from, to, name, guard }: GraphEdge): string =>
  `${idOf(from)} --> ${idOf(to)} : ${plain(guard ? `${name.vi} [${guardText(guard)}]` : name.vi)}`;

/** Keys hold no underscore, so that two paths never share a name here. */
const idOf = (path: string): string => path.replaceAll('-', '_').replaceAll('.', '__');

/** Leaves nothing that mermaid, or the page that shows it, could take for syntax. */
const plain = (text: string): string =>
  text
    .replaceAll(/["{}#;%`\p{Cc}]/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(':', '∶');
