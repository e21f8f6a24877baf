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
const factsCharPx = 5.6;
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
      const points = docked(place?.points ?? [], graph.node(edge.from), graph.node(edge.to));
      return { ...edge, path: smoothPath(points), labelX: place?.x ?? 0, labelY: place?.y ?? 0 };
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

function widthOf({ name, kind, spans, errors }: AgentNode): number {
  const factsChars = 15 + kind.length + String(spans.length).length + (errors === 0 ? 0 : 10 + String(errors).length);
  return Math.min(250, Math.max(104, name.length * charPx + 40, factsChars * factsCharPx + 34));
}

interface Box {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
}

/** A call to the right leaves at the middle of the right side and arrives at the middle of the left one. */
function docked(points: readonly Point[], from: Box | undefined, to: Box | undefined): readonly Point[] {
  if (from?.x === undefined || from.y === undefined || to?.x === undefined || to.y === undefined) return points;
  const start = { x: from.x + from.width / 2, y: from.y };
  const end = { x: to.x - to.width / 2, y: to.y };
  return end.x <= start.x ? points : [start, ...points.slice(1, -1), end];
}

/** A curve through all points that is level at each: calls run from left to right. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined || rest.length === 0) return "";
  const at = (x: number, y: number) => `${round(x)} ${round(y)}`;
  let previous = first;
  const curves = rest.map((point) => {
    const middle = (previous.x + point.x) / 2;
    const curve = `C${at(middle, previous.y)} ${at(middle, point.y)} ${at(point.x, point.y)}`;
    previous = point;
    return curve;
  });
  return `M${at(first.x, first.y)}${curves.join("")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
