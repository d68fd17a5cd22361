import type { ProcedureDefinition } from '@lien-thong/domain';
import { captionsOf, guardText, titleOf } from './captions.js';
import { type GraphEdge, type GraphNode, graphOf, type ProcedureGraph } from './graph.js';

const WIDTH = 360;
const LINE = 18;
const GAP = 26;
const MARGIN = 24;
const LANE = 22;
const INDENT = 28;

interface Box {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/**
 * A plain picture that needs no library and no script: states one under another in the order of the file, legs set in, every action as an arrow
 * in a lane of its own to the right. Readers of the screen get the same as sentences.
 */
export const svgOf = (definition: ProcedureDefinition): string => {
  const graph = graphOf(definition);
  const boxes = stacked(graph);
  const last = [...boxes.values()].at(-1);
  const height = MARGIN * 2 + (last ? last.y + last.height : 0);
  const width = MARGIN * 2 + WIDTH + INDENT * 2 + LANE * (graph.edges.length + 1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" lang="vi" role="img" aria-labelledby="title description" font-family="sans-serif" font-size="13">`,
    `<title id="title">${safe(titleOf(graph))}</title>`,
    `<desc id="description">${safe(sentences(graph))}</desc>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#456"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...[...boxes.values()].map(box),
    ...graph.edges.map((edge, lane) => arrow(edge, lane, boxes)),
    '</svg>\n',
  ].join('\n');
};

const stacked = (graph: ProcedureGraph): Map<string, Box> => {
  const boxes = new Map<string, Box>();
  let y = MARGIN;
  for (const node of graph.nodes) {
    const height = LINE * (1 + captionsOf(node).length) + 14;
    boxes.set(node.id, { node, x: MARGIN + INDENT * Math.min(node.id.split('.').length - 1, 2), y, height });
    y += height + GAP;
  }
  return boxes;
};

const FILLS: Record<GraphNode['kind'], string> = { state: '#eef4fb', parallel: '#fdf6e3', leg: '#fffdf5', final: '#e8f5e9' };

const box = ({ node, x, y, height }: Box): string => {
  const dashes = node.clock === 'paused' || node.clock === 'excluded' ? ' stroke-dasharray="5 3"' : '';
  const captions = captionsOf(node).map(
    (line, i) => `<text x="${x + 12}" y="${y + 20 + LINE * (i + 1)}" fill="#456">${safe(line)}</text>`,
  );
  return [
    `<g><rect x="${x}" y="${y}" width="${WIDTH}" height="${height}" rx="6" fill="${FILLS[node.kind]}" stroke="#456"${dashes}/>`,
    `<text x="${x + 12}" y="${y + 20}" font-weight="bold">${safe(node.name.vi)}</text>${captions.join('')}</g>`,
  ].join('');
};

const arrow = (edge: GraphEdge, lane: number, boxes: ReadonlyMap<string, Box>): string => {
  const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
  if (!from || !to) return '';
  const right = MARGIN + INDENT * 2 + WIDTH + LANE * (lane + 1);
  const [start, end] = [from.y + from.height - 8, to.y + 8];
  const path = `M${from.x + WIDTH} ${start}H${right}V${end}H${to.x + WIDTH}`;
  return `<path d="${path}" fill="none" stroke="#456" marker-end="url(#tip)"><title>${safe(sentence(edge, boxes))}</title></path>`;
};

const sentence = ({ from, to, name, guard }: GraphEdge, boxes: ReadonlyMap<string, { readonly node: GraphNode }>): string => {
  const label = (id: string): string => boxes.get(id)?.node.name.vi ?? id;
  return `${label(from)} → ${label(to)}: ${name.vi}${guard ? ` [${guardText(guard)}]` : ''}`;
};

const sentences = (graph: ProcedureGraph): string => {
  const nodes = new Map(graph.nodes.map((node) => [node.id, { node }]));
  return graph.edges.map((edge) => sentence(edge, nodes)).join('. ');
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const safe = (text: string): string =>
  text.replaceAll(/\p{Cc}/gu, ' ').replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
