import type { JsonObject } from "@plumbline/base/json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equalityKey, equalsValue } from "./equal-value";
import { type MatchableSpan, type MatchableTrace, matches, matchesSpan } from "./matches";
import { parseQuery } from "./parse";
import type { Query } from "./query";
import { anyQuery, anyText } from "./testing";

function queryOf(text: string): Query | undefined {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.errors.map((error) => error.message).join(" "));
  return parsed.query;
}

function newSpan(parts: Partial<MatchableSpan> = {}): MatchableSpan {
  return { fields: {}, attributes: {}, resource: { attributes: {} }, texts: [], ...parts };
}

const trace: MatchableTrace = {
  fields: {
    application: "rag-node",
    status: "error",
    duration: 2_500,
    tokens: 1_200,
    cost: 0.05,
    model: ["gpt-4o", "qwen-max"],
    trace: "4bf92f3577b34da6a3ce929d0e0e4736",
    session: null,
    evaluation: undefined,
    "score.correctness": 0.5,
  },
  spans: [
    newSpan({
      fields: { name: "retrieve", kind: "RETRIEVER", duration: 700 },
      attributes: {
        retrieval: {
          documents: [{ document: { score: 0.2, id: "7" } }, null, { document: { score: 0.9 } }],
        },
        payload: '{"deep": {"flag": true, "count": "5.0"}}',
        nothing: null,
        tags: ["a", "b"],
      },
      resource: { attributes: { service: { name: "Retriever" } } },
      texts: ["Our Refund-Policy, in short"],
    }),
    newSpan({
      fields: { name: "answer", kind: "LLM", duration: 100 },
      attributes: { flag: "True", zip: "05" },
      texts: ["退款政策"],
    }),
  ],
};

describe("over one trace", () => {
  test.each<[string, boolean]>([
    ["", true],
    ["application = rag-node", true],
    ["application = RAG-node", false],
    ["application ~ RAG", true],
    ["application !~ RAG", false],
    ["application in (a, rag-node)", true],
    ["application not in (a, b)", true],
    ["duration > 2s", true],
    ["duration >= 2.5s", true],
    ["duration > 2500ms", false],
    ["duration < 2500ms", false],
    ["duration <= 2500ms", true],
    ["duration = 2500ms", true],
    ["cost = $0.05", true],
    ["tokens < 2k", true],
    ["score.correctness >= 50%", true],
    ["model = qwen-max", true],
    ["model ~ GPT", true],
    ["not model = gpt-4o", false],
    ["trace = 4BF92F", true],
    ["trace = 3577", false],
    ["trace in (00, 4b)", true],
    ["session exists", false],
    ["session not exists", true],
    ["session = x", false],
    ["session != x", true],
    ["not session ~ x", true],
    ["user exists", false],
    ["user != x", true],
    ["evaluation exists", false],
    ["not score.ndcg > 0.1", true],
    ["score.ndcg <= 0.1", false],
    ["status = ok or duration > 1s", true],
    ["status = error duration > 5s", false],
    ["not (status = ok or duration > 5s)", true],
    ["has(kind = RETRIEVER duration > 500ms)", true],
    ["has(kind = LLM duration > 500ms)", false],
    ["has(kind = LLM) has(duration > 500ms)", true],
    ["not has(kind = TOOL)", true],
    ["has(not kind = LLM)", true],
    ["has(name = retrieve refund)", true],
    ["has(name = answer refund)", false],
    ["has(name = answer attributes.flag = true)", true],
    ["has(name = retrieve attributes.flag exists)", false],
  ])("%s is %s", (text, expected) => {
    expect(matches(queryOf(text), trace)).toBe(expected);
  });

  test.each<[string, boolean]>([
    ["attributes.retrieval.documents[*].document.score < 0.3", true],
    ["attributes.retrieval.documents[0].document.score > 0.3", false],
    ["attributes.retrieval.documents[2].document.score > 0.3", true],
    ["attributes.retrieval.documents[*].document.id = 7", true],
    ['attributes.retrieval.documents[*].document.id = "7"', true],
    ['attributes.retrieval.documents[0].document.score = "0.2"', false],
    ["attributes.payload.deep.flag = true", true],
    ["attributes.payload.deep.count = 5", true],
    ["attributes.payload.deep.count in (4, 5)", true],
    ['attributes.payload.deep.count = "5"', false],
    ["attributes.payload.deep.count >= 5", true],
    ["attributes.payload ~ DEEP", true],
    ["attributes.flag = true", true],
    ["attributes.flag = false", false],
    ["attributes.zip = 05", true],
    ["attributes.zip = 5", false],
    ["attributes.zip > 1", false],
    ["attributes.nothing exists", false],
    ["attributes.nothing not exists", true],
    ["attributes.retrieval exists", true],
    ["attributes.tags = a", false],
    ["attributes.tags[*] = b", true],
    ["attributes.tags ~ a", false],
    ["not attributes.tags[*] = b", false],
    ["resource.attributes.service.name = Retriever", true],
    ["resource.attributes.service.name ~ retr", true],
    ["attributes.missing != x", true],
  ])("attributes: %s is %s", (text, expected) => {
    expect(matches(queryOf(text), trace)).toBe(expected);
  });

  test.each<[string, boolean]>([
    ["refund policy", true],
    ["REFUND pol", true],
    ["refund short", false],
    ["ref policy", false],
    ["efund", false],
    ['"refund policy" 退款', true],
    ["款政", true],
    ["not 退款", false],
    ["refund 退款", false],
  ])("text: %s is %s", (text, expected) => {
    expect(matches(queryOf(text), trace)).toBe(expected);
  });
});

const anyFields = fc.dictionary(
  fc.constantFrom("application", "name", "status", "duration", "cost", "model", "kind", "__proto__"),
  fc.oneof(anyText, fc.double({ noNaN: true }), fc.array(anyText), fc.constant(null)),
);

const anySpan: fc.Arbitrary<MatchableSpan> = fc.record({
  fields: anyFields,
  attributes: fc.dictionary(fc.constantFrom("a", "b", "0", "x y"), fc.jsonValue()) as fc.Arbitrary<JsonObject>,
  resource: fc.record({ attributes: fc.constant<JsonObject>({}) }),
  texts: fc.array(anyText, { maxLength: 3 }),
});

const anyTrace: fc.Arbitrary<MatchableTrace> = fc.record({
  fields: anyFields,
  spans: fc.array(anySpan, { maxLength: 4 }),
});

describe("over any trace", () => {
  test("a query or its negation holds, never both, and its canonical text holds alike", () => {
    fc.assert(
      fc.property(anyQuery("trace"), anyTrace, (query, any) => {
        const holds = matches(query, any);
        expect(matches({ type: "not", item: query }, any)).toBe(!holds);
      }),
      { numRuns: 2_000 },
    );
  });

  test("has holds exactly when one span alone satisfies what stands inside", () => {
    fc.assert(
      fc.property(anyQuery("span"), anyTrace, (item, any) => {
        expect(matches({ type: "has", item }, any)).toBe(any.spans.some((span) => matchesSpan(item, span)));
      }),
    );
  });
});

test("values that are equal have the same key, so that an index misses none", () => {
  const scalar = fc.oneof(anyText, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
  const spelled = scalar.chain((value) =>
    fc.constantFrom(value, String(value), `${String(value)}.0`, String(value).toUpperCase()),
  );
  fc.assert(
    fc.property(spelled, scalar, fc.boolean(), (stored, other, isSame) => {
      const wanted = isSame ? stored : other;
      if (equalsValue(stored, wanted)) expect(equalityKey(stored)).toBe(equalityKey(wanted));
    }),
    { numRuns: 2_000 },
  );
  expect(equalityKey("5.0")).toBe(equalityKey(5));
  expect(equalsValue("5.0", 5)).toBe(true);
  expect(equalityKey("True")).toBe(equalityKey(true));
});
