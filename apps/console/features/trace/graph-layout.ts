import { Graph, layout } from "@dagrejs/dagre";
import type { AgentEdge, AgentGraph, AgentNode } from "@plumbline/span/agent-graph";

export interface PlacedNode extends AgentNode {
  /** Middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge extends AgentEdge {
  /** SVG path. */
  readonly path: string;
  /** Where its count stands. */
  readonly labelX: number;
  readonly labelY: number;
}

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
  /** Nodes that were left out, because nobody could read them all. */
  readonly leftOut: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const nodesMax = 120;
const nodeHeight = 44;
/** 12 px Geist: average advance; only decides how wide a node is. */
const charPx = 6.6;
const labelWidth = 30;

/** Callers at the left, what they call to their right. Of a large graph the nodes with the most spans. */
export function layOutGraph({ nodes, edges }: AgentGraph): PlacedGraph {
  const kept = [...nodes].sort((a, b) => b.spans.length - a.spans.length).slice(0, nodesMax);
  const ids = new Set(kept.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const graph = new Graph<object, { width: number; height: number; x?: number; y?: number }, EdgeLabel>();
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 46, edgesep: 14, marginx: 12, marginy: 12 });
  // In order of appearance, so that equal traces look equal.
  for (const node of nodes) if (ids.has(node.id)) graph.setNode(node.id, { width: widthOf(node), height: nodeHeight });
  for (const { from, to } of drawn) graph.setEdge(from, to, { width: labelWidth, height: 16, labelpos: "c" });
  layout(graph);
  const size = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    nodes: nodes.flatMap((node) => {
      const place = ids.has(node.id) ? graph.node(node.id) : undefined;
      return place === undefined
        ? []
        : [{ ...node, x: place.x ?? 0, y: place.y ?? 0, width: place.width, height: place.height }];
    }),
    edges: drawn.map((edge) => {
      const place = graph.edge(edge.from, edge.to);
      return { ...edge, path: smoothPath(place?.points ?? []), labelX: place?.x ?? 0, labelY: place?.y ?? 0 };
    }),
    width: size.width ?? 0,
    height: size.height ?? 0,
    leftOut: nodes.length - kept.length,
  };
}

interface EdgeLabel {
  readonly width: number;
  readonly height: number;
  readonly labelpos: "c";
  readonly points?: readonly Point[];
  readonly x?: number;
  readonly y?: number;
}

function widthOf({ name }: AgentNode): number {
  return Math.min(210, Math.max(104, name.length * charPx + 40));
}

/** A curve through the middles of the segments: no corner, and the ends stay where they were. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return "";
  const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
  const curves = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    const isEnd = index === rest.length - 2;
    const to = isEnd ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(to)}`;
  });
  return curves.length === 0 ? `M${at(first)}L${at(last)}` : `M${at(first)}${curves.join("")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
