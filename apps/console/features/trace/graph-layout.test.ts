import type { AgentNode } from "@plumbline/span/agent-graph";
import { expect, test } from "vitest";
import { layOutGraph, smoothPath } from "./graph-layout";

function node(name: string, spans = 1): AgentNode {
  return { id: name, name, kind: "TOOL", errors: 0, totalUs: 1, spans: Array.from({ length: spans }, (_, at) => at) };
}

test("what is called stands to the right of its caller, with the count of calls between them", () => {
  const call = { from: "agent", to: "tool", calls: 3, errors: 0, spans: [1] };
  const { nodes, edges, width } = layOutGraph({ nodes: [node("agent"), node("tool")], edges: [call] });
  const [agent, tool] = nodes;
  expect(agent?.x).toBeLessThan(edges[0]?.labelX ?? 0);
  expect(edges[0]?.labelX).toBeLessThan(tool?.x ?? 0);
  expect(tool?.x).toBeLessThan(width);
  expect(edges[0]?.path).toMatch(/^M[\d.]+ [\d.]+/);
});

test("loops and calls back are drawn", () => {
  const calls = [
    { from: "a", to: "b", calls: 1, errors: 0, spans: [1] },
    { from: "b", to: "a", calls: 1, errors: 0, spans: [2] },
    { from: "a", to: "a", calls: 1, errors: 0, spans: [3] },
  ];
  const { edges } = layOutGraph({ nodes: [node("a"), node("b")], edges: calls });
  expect(edges.every(({ path }) => path.length > 10)).toBe(true);
});

test("of thousands of names those with the most spans are drawn, and the rest is counted", () => {
  const nodes = Array.from({ length: 1_000 }, (_, index) => node(`tool ${index}`, index === 999 ? 5 : 1));
  const placed = layOutGraph({ nodes, edges: [] });
  expect(placed.nodes).toHaveLength(120);
  expect(placed.nodes.map(({ name }) => name)).toContain("tool 999");
  expect(placed.leftOut).toBe(880);
});

test("a path goes through all its points", () => {
  expect(smoothPath([])).toBe("");
  expect(smoothPath([{ x: 0, y: 0 }])).toBe("");
  const points = [
    { x: 0, y: 0 },
    { x: 5, y: 5 },
    { x: 10, y: 0 },
  ];
  expect(smoothPath(points)).toBe("M0 0C2.5 0 2.5 5 5 5C7.5 5 7.5 0 10 0");
});
