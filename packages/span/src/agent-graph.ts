import type { Forest } from "./forest";
import type { LlmKind } from "./kind";

export interface AgentGraphRow {
  readonly name: string;
  readonly kind: LlmKind;
  readonly status: "ok" | "error" | "unset";
  readonly model: string | null;
  readonly durationUs: number | null;
}

/** All spans of one kind and name: an agent, a tool, a model. Model calls are named by their model where it is known. */
export interface AgentNode {
  readonly id: string;
  readonly name: string;
  readonly kind: LlmKind;
  readonly errors: number;
  readonly totalUs: number;
  /** Pre-order positions, the earliest first. */
  readonly spans: readonly number[];
}

/** `from` called `to`, directly or through spans that are no node. */
export interface AgentEdge {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly errors: number;
  /** Positions of the called spans. */
  readonly spans: readonly number[];
}

export interface AgentGraph {
  readonly nodes: readonly AgentNode[];
  readonly edges: readonly AgentEdge[];
}

/** Kinds that act. Chains and other steps only compose: calls are drawn through them. */
const actors: ReadonlySet<LlmKind> = new Set([
  "LLM",
  "AGENT",
  "TOOL",
  "RETRIEVER",
  "RERANKER",
  "EMBEDDING",
  "GUARDRAIL",
  "EVALUATOR",
]);

/**
 * Who called whom. Roots are nodes whatever their kind, so that every call has a caller.
 *
 * @param rows By pre-order position.
 */
export function agentGraph(rows: readonly AgentGraphRow[], forest: Pick<Forest, "parent">): AgentGraph {
  const nodes = new Map<string, { id: string; name: string; kind: LlmKind; spans: number[] }>();
  const edges = new Map<string, { from: string; to: string; spans: number[] }>();
  /** The node that a span stands for or, where it is none, the one that it works for. */
  const nodeAt: string[] = [];
  for (const [position, row] of rows.entries()) {
    const parent = forest.parent[position] ?? -1;
    const caller = parent === -1 ? undefined : nodeAt[parent];
    if (caller !== undefined && !actors.has(row.kind)) {
      nodeAt[position] = caller;
      continue;
    }
    const name = row.kind === "LLM" || row.kind === "EMBEDDING" ? (row.model ?? row.name) : row.name;
    const id = `${row.kind} ${name}`;
    nodeAt[position] = id;
    const node = nodes.get(id) ?? { id, name, kind: row.kind, spans: [] };
    nodes.set(id, node);
    node.spans.push(position);
    if (caller === undefined) continue;
    const key = `${caller}\n${id}`;
    const edge = edges.get(key) ?? { from: caller, to: id, spans: [] };
    edges.set(key, edge);
    edge.spans.push(position);
  }
  return {
    nodes: [...nodes.values()].map((node) => ({
      ...node,
      errors: countErrors(rows, node.spans),
      totalUs: node.spans.reduce((sum, position) => sum + (rows[position]?.durationUs ?? 0), 0),
    })),
    edges: [...edges.values()].map((edge) => ({
      ...edge,
      calls: edge.spans.length,
      errors: countErrors(rows, edge.spans),
    })),
  };
}

function countErrors(rows: readonly AgentGraphRow[], positions: readonly number[]): number {
  return positions.filter((position) => rows[position]?.status === "error").length;
}
