import { describe, expect, test } from "vitest";
import { checkConfig, checkExtraction, readConfig } from "./evaluation-config";
import { ragExtraction } from "./testing/evaluation-world";

const rule = { spanName: "rag", jsonPathInSpan: "attributes.input.value" };

function problem(config: unknown): { field: string; message: string; position?: number } | undefined {
  const result = readConfig(config);
  return result.ok ? undefined : result.problems[0];
}

test("what is left out is filled in: all metrics, K 5, threshold .5", () => {
  expect(checkConfig({ extraction: ragExtraction })).toEqual({
    metrics: ["correctness", "faithfulness", "retrieval"],
    k: 5,
    relevanceThreshold: 0.5,
    extraction: ragExtraction,
  });
});

test("metrics are kept once, in one order", () => {
  const { metrics } = checkConfig({ metrics: ["retrieval", "correctness", "retrieval"], extraction: ragExtraction });
  expect(metrics).toEqual(["correctness", "retrieval"]);
});

describe("every problem names its field as the request spells it", () => {
  test.each([
    [{ metrics: [] }, "metrics"],
    [{ metrics: ["vibes"] }, "metrics.0"],
    [{ k: 0 }, "k"],
    [{ k: 2.5 }, "k"],
    [{ relevanceThreshold: 1.5 }, "relevanceThreshold"],
    [{ extraction: { ...ragExtraction, query: [] } }, "extraction.query"],
    [{ extraction: { ...ragExtraction, context: [] } }, "extraction.context"],
    [{ extraction: { ...ragExtraction, answer: [{ ...rule, spanName: " " }] } }, "extraction.answer.0.spanName"],
    [{ extraction: { ...ragExtraction, query: [rule, { spanName: "x" }] } }, "extraction.query.1.jsonPathInSpan"],
    [
      { extraction: { ...ragExtraction, query: [{ ...rule, jsonPathInSpan: "" }] } },
      "extraction.query.0.jsonPathInSpan",
    ],
    [{ extraction: { ...ragExtraction, query: [{ ...rule, pick: "all" }] } }, "extraction.query.0.pick"],
    [
      { extraction: { ...ragExtraction, answer: [{ ...rule, jsonPathInSpanValue: "a[" }] } },
      "extraction.answer.0.jsonPathInSpanValue",
    ],
  ])("%j: %s", (change, field) => {
    expect(problem({ extraction: ragExtraction, ...change })).toMatchObject({ field });
  });
});

describe("a wildcard", () => {
  test.each(["query", "answer"] as const)("is refused in %s, with its place", (field) => {
    const path = "attributes.retrieval.documents[*].document.content";
    const found = problem({ extraction: { ...ragExtraction, [field]: [{ ...rule, jsonPathInSpan: path }] } });
    expect(found?.field).toBe(`extraction.${field}.0.jsonPathInSpan`);
    expect(found?.position).toBe(path.indexOf("[*]"));
  });

  test("is refused in a value path outside the context, too", () => {
    const found = problem({ extraction: { ...ragExtraction, query: [{ ...rule, jsonPathInSpanValue: "text[*]" }] } });
    expect(found).toMatchObject({ field: "extraction.query.0.jsonPathInSpanValue", position: 4 });
  });

  test("is right in the context", () => {
    const context = [{ ...rule, jsonPathInSpan: "attributes.docs[*]", jsonPathInSpanValue: "items[*].text" }];
    expect(problem({ extraction: { ...ragExtraction, context } })).toBeUndefined();
  });
});

test("correctness alone may do without a context", () => {
  expect(problem({ metrics: ["correctness"], extraction: { ...ragExtraction, context: [] } })).toBeUndefined();
});

test("the thrown error carries the first field, and all problems for the log", () => {
  const query = [{ ...rule, jsonPathInSpan: "attributes.a[-1]" }];
  const answer = [{ ...rule, jsonPathInSpan: "attributes..b" }];
  expect(() => checkConfig({ extraction: { ...ragExtraction, query, answer } })).toThrow(
    expect.objectContaining({
      code: "request.invalid",
      field: "extraction.query.0.jsonPathInSpan",
      detail: [expect.anything(), expect.objectContaining({ field: "extraction.answer.0.jsonPathInSpan" })],
    }),
  );
});

test("an extraction alone is checked under the same field names", () => {
  expect(() => checkExtraction({ query: [{ spanName: "x" }] })).toThrow(
    expect.objectContaining({ field: "extraction.query.0.jsonPathInSpan" }),
  );
  expect(checkExtraction({ query: [rule] })).toEqual({ query: [rule], answer: [], context: [] });
});
