import { type AgentGraph, agentGraph } from "@plumbline/span/agent-graph";
import type { TraceModel } from "./trace-model";

/** Spans that belong together and were picked in a view. */
export type SpanPick =
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "node"; readonly id: string }
  | { readonly type: "edge"; readonly from: string; readonly to: string };

export interface PickedSpans {
  readonly pick: SpanPick;
  /** What they are, as the page says it. */
  readonly label: string;
  /** Positions in the model, ascending. */
  readonly spans: readonly number[];
}

type PickableModel = { readonly spans: TraceModel["spans"]; readonly shape: TraceModel["shape"] };

const arrow = "\n";

/** As it stands in the URL: "name:lookup", "node:LLM qwen-max", "edge:AGENT planner" and, on a line of its own, "TOOL lookup". */
export function formatPick(pick: SpanPick): string {
  if (pick.type === "name") return `name:${pick.name}`;
  return pick.type === "node" ? `node:${pick.id}` : `edge:${pick.from}${arrow}${pick.to}`;
}

export function parsePick(text: string | null): SpanPick | undefined {
  const [, type, value = ""] = /^(name|node|edge):([\s\S]*)$/.exec(text ?? "") ?? [];
  if (type === "name") return { type, name: value };
  if (type === "node") return { type, id: value };
  const place = value.indexOf(arrow);
  return type === "edge" && place !== -1
    ? { type, from: value.slice(0, place), to: value.slice(place + arrow.length) }
    : undefined;
}

/** Undefined where the trace has no such spans. */
export function findPicked(model: PickableModel, pick: SpanPick | undefined): PickedSpans | undefined {
  if (pick === undefined) return undefined;
  const found = pick.type === "name" ? byName(model, pick.name) : inGraph(graphOf(model), pick);
  return found === undefined || found.spans.length === 0 ? undefined : { pick, ...found };
}

export function graphOf({ spans, shape }: PickableModel): AgentGraph {
  return agentGraph(spans, shape);
}

function byName({ spans }: PickableModel, name: string) {
  return { label: name, spans: spans.flatMap((span, index) => (span.name === name ? [index] : [])) };
}

function inGraph(graph: AgentGraph, pick: Exclude<SpanPick, { readonly type: "name" }>) {
  const nameOf = (id: string) => graph.nodes.find((node) => node.id === id)?.name ?? id;
  if (pick.type === "node") {
    const node = graph.nodes.find(({ id }) => id === pick.id);
    return node === undefined ? undefined : { label: node.name, spans: node.spans };
  }
  const edge = graph.edges.find(({ from, to }) => from === pick.from && to === pick.to);
  return edge === undefined
    ? undefined
    : { label: `${nameOf(pick.from)} \u2192 ${nameOf(pick.to)}`, spans: edge.spans };
}
