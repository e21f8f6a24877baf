import { expect, test } from "vitest";
import { faceOf } from "./chip-face";
import { treeOf } from "./query-text";
import { replaceSegment, segmentsOf } from "./segments";

const texts = (q: string) => segmentsOf(q).map(({ text }) => text);

test("a query is cut into the clauses that must all hold; alternatives are one piece", () => {
  expect(texts('status = error (model = a or cost > 1) has(kind = LLM) "refund policy"')).toEqual([
    "status = error",
    "(model = a or cost > 1)",
    "has(kind = LLM)",
    '"refund policy"',
  ]);
  expect(texts("model = a or cost > 1")).toEqual(["model = a or cost > 1"]);
  expect(texts("")).toEqual([]);
});

test("of a query that cannot be read the wrong clause stands out, and the others keep what they are", () => {
  const segments = segmentsOf("environment = production duration >= 2 has(kind = LLM)");
  expect(segments.map(({ text, errors }) => [text, errors.length])).toEqual([
    ["environment = production", 0],
    ["duration >= 2", 1],
    ["has(kind = LLM)", 0],
  ]);
  expect(segments[0]?.query).toBeDefined();
  expect(segments[1]?.query).toBeUndefined();
});

test("every error of a query belongs to one of its pieces", () => {
  for (const q of [
    "status = foo and trace = xyz",
    "(a or status =",
    "tokns > 5 model = a",
    "a ) b",
    'status = error "open',
  ])
    expect(segmentsOf(q).flatMap(({ errors }) => errors).length, q).toBeGreaterThan(0);
});

test("a clause is replaced in its place and taken out without a trace", () => {
  const q = "status = error duration >= 2 model = a";
  const wrong = segmentsOf(q)[1];
  if (wrong === undefined) throw new Error("The clause is missing.");
  expect(replaceSegment(q, wrong, "duration >= 2s")).toBe("status = error duration >= 2s model = a");
  expect(replaceSegment(q, wrong, "")).toBe("status = error model = a");
});

test.each([
  ["status = error", "clause", "status", "is", "error"],
  ["duration >= 400ms", "clause", "duration", "≥", "400ms"],
  ["model not in (a, b)", "clause", "model", "is none of", "a, b"],
  ["session exists", "clause", "session", "exists", ""],
  ["attributes.user.plan != pro", "clause", "user.plan", "is not", "pro"],
  ["input_tokens > 5", "clause", "input tokens", ">", "5"],
  ["has(kind = LLM cost > 1)", "has", "any span", "where", "kind = LLM cost > 1"],
  ["not has(kind = TOOL)", "has", "no span", "where", "kind = TOOL"],
  ["model = a or cost > 1", "group", "any of", "", "model = a or cost > 1"],
  ['"refund policy"', "text", "", "", "refund policy"],
  ["not refund", "text", "", "without", "refund"],
])("%s is shown in its parts", (q, kind, field, operator, value) => {
  const tree = treeOf(q);
  if (tree === undefined) throw new Error(`${q} cannot be read.`);
  expect(faceOf(tree)).toEqual({ kind, field, operator, value });
});
