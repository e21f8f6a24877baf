import { expect, test } from "vitest";
import { type AgentGraphRow, agentGraph } from "./agent-graph";
import type { LlmKind } from "./kind";

function row(name: string, kind: LlmKind, parts: Partial<AgentGraphRow> = {}): AgentGraphRow {
  return { name, kind, status: "unset", model: null, durationUs: 10, ...parts };
}

//  0 request (CHAIN, root)
//  1   planner (AGENT)
//  2     chat (LLM qwen-max)
//  3     step (CHAIN)
//  4       lookup (TOOL, failed)
//  5       lookup (TOOL)
//  6     chat again (LLM qwen-max)
const rows = [
  row("request", "CHAIN"),
  row("planner", "AGENT"),
  row("chat", "LLM", { model: "qwen-max" }),
  row("step", "CHAIN"),
  row("lookup", "TOOL", { status: "error" }),
  row("lookup", "TOOL"),
  row("chat again", "LLM", { model: "qwen-max" }),
];
const parent = Int32Array.of(-1, 0, 1, 1, 3, 3, 1);

test("models, tools and agents are nodes with their spans; steps between them are not", () => {
  const { nodes } = agentGraph(rows, { parent });
  expect(nodes.map(({ name, kind, spans, errors }) => ({ name, kind, spans, errors }))).toEqual([
    { name: "request", kind: "CHAIN", spans: [0], errors: 0 },
    { name: "planner", kind: "AGENT", spans: [1], errors: 0 },
    { name: "qwen-max", kind: "LLM", spans: [2, 6], errors: 0 },
    { name: "lookup", kind: "TOOL", spans: [4, 5], errors: 1 },
  ]);
});

test("calls are counted through the steps between", () => {
  const { edges } = agentGraph(rows, { parent });
  expect(edges.map(({ from, to, calls, errors }) => [from, to, calls, errors])).toEqual([
    ["CHAIN request", "AGENT planner", 1, 0],
    ["AGENT planner", "LLM qwen-max", 2, 0],
    ["AGENT planner", "TOOL lookup", 2, 1],
  ]);
});

test("an agent that calls itself has an edge to itself, and each root is a node", () => {
  const agents = [row("solver", "AGENT"), row("solver", "AGENT"), row("late", "TASK")];
  const graph = agentGraph(agents, { parent: Int32Array.of(-1, 0, -1) });
  expect(graph.edges).toMatchObject([{ from: "AGENT solver", to: "AGENT solver", calls: 1 }]);
  expect(graph.nodes.map(({ name }) => name)).toEqual(["solver", "late"]);
});
