import fc from "fast-check";
import { expect, test } from "vitest";
import { type MatchableTrace, matches } from "./matches";
import type { Query } from "./query";
import { hasContentClause, relax } from "./relax";

const leaf = fc.constantFrom<Query>(
  { type: "text", text: "refund" },
  { type: "text", text: "policy" },
  { type: "clause", field: "attributes.tier", operator: "=", values: ["gold"] },
  { type: "clause", field: "name", operator: "=", values: ["chat"] },
  { type: "clause", field: "name", operator: "=", values: ["retrieve"] },
);
const tree = fc.letrec<{ tree: Query; has: Query }>((tie) => ({
  has: fc.record({ type: fc.constant("has" as const), item: tie("tree") }),
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({
      type: fc.constantFrom("and" as const, "or" as const),
      items: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ type: fc.constant("not" as const), item: tie("tree") }),
  ),
}));
const query = fc.oneof(
  tree.tree,
  tree.has,
  fc.tuple(tree.tree, tree.has).map(([a, b]): Query => ({ type: "and", items: [a, { type: "not", item: b }] })),
);

const span = fc.record({
  fields: fc.record({ name: fc.constantFrom("chat", "retrieve", "other") }),
  attributes: fc.constantFrom({ tier: "gold" }, {}),
  resource: fc.constant({ attributes: {} }),
  texts: fc.constantFrom(["refund policy"], ["refund"], []),
});
const trace: fc.Arbitrary<MatchableTrace> = fc.record({
  fields: fc.record({ name: fc.constantFrom("chat", "retrieve", "other") }),
  spans: fc.array(span, { minLength: 1, maxLength: 3 }),
});

test("a relaxed query asks for no contents, and holds wherever the query does", () => {
  fc.assert(
    fc.property(query, trace, (asked, given) => {
      const relaxed = relax(asked);
      expect(relaxed !== undefined && hasContentClause(relaxed)).toBe(false);
      if (matches(asked, given)) expect(matches(relaxed, given)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test("a query without content clauses stays as it is", () => {
  const asked: Query = { type: "not", item: { type: "clause", field: "name", operator: "=", values: ["chat"] } };
  expect(relax(asked)).toEqual(asked);
});

test("what stands beside content clauses is kept", () => {
  const name: Query = { type: "clause", field: "name", operator: "=", values: ["chat"] };
  const text: Query = { type: "text", text: "refund" };
  expect(relax({ type: "and", items: [name, text] })).toEqual(name);
  expect(relax({ type: "or", items: [name, text] })).toBeUndefined();
  expect(relax({ type: "has", item: { type: "and", items: [name, text] } })).toEqual({ type: "has", item: name });
});
