import { describe, expect, test } from "vitest";
import { type DifferenceRow, mostSimilar, traceDifference } from "./trace-difference";

function row(spanId: string, parentSpanId: string | null, name: string, parts: Partial<DifferenceRow> = {}) {
  return {
    spanId,
    parentSpanId,
    name,
    status: "unset" as const,
    offsetUs: Number.parseInt(spanId, 36),
    durationUs: 1000,
    ...parts,
  };
}

const usual = [
  row("1", null, "answer"),
  row("2", "1", "retrieve"),
  row("3", "1", "lookup"),
  row("4", "3", "http GET"),
  row("5", "1", "chat"),
];

test("two equal traces do not differ", () => {
  expect(traceDifference(usual, usual)).toEqual({ missing: [], added: [], slower: [], firstDivergence: undefined });
});

test("names that come more or less often are listed with both counts", () => {
  const { missing, added } = traceDifference([...usual.slice(0, 4), row("9", "1", "lookup")], usual);
  expect(missing).toEqual([{ name: "chat", count: 0, otherCount: 1 }]);
  expect(added).toEqual([{ name: "lookup", count: 2, otherCount: 1 }]);
});

test("what took longer by itself is listed, the largest difference first, and not what waited for it", () => {
  const at = (offsetUs: number, durationUs: number) => ({ offsetUs, durationUs });
  const trace = (httpUs: number, chatUs: number) => [
    row("1", null, "answer", at(0, 200 + httpUs + chatUs)),
    row("2", "1", "lookup", at(50, 100 + httpUs)),
    row("3", "2", "http GET", at(100, httpUs)),
    row("4", "1", "chat", at(160 + httpUs, chatUs)),
  ];
  expect(traceDifference(trace(90_000, 4_000), trace(2_000, 1_000)).slower).toEqual([
    { name: "http GET", us: 90_000, otherUs: 2_000 },
    { name: "chat", us: 4_000, otherUs: 1_000 },
  ]);
  expect(traceDifference(trace(2_500, 1_000), trace(2_000, 1_000)).slower).toEqual([]);
});

describe("the first divergence", () => {
  test("is the deepest span that failed here only, before what came of it", () => {
    const failed = usual
      .filter(({ name }) => name !== "chat")
      .map((span) => ({ ...span, status: span.name === "retrieve" ? span.status : ("error" as const) }));
    expect(traceDifference(failed, usual).firstDivergence).toEqual({
      what: "failed",
      name: "http GET",
      parentName: "lookup",
      spanId: "4",
      otherSpanId: "4",
    });
  });

  test("is a span that is missing, or one too many", () => {
    expect(traceDifference(usual.slice(0, 4), usual).firstDivergence).toMatchObject({
      what: "missing",
      name: "chat",
      parentName: "answer",
      spanId: null,
      otherSpanId: "5",
    });
    expect(traceDifference([...usual, row("6", "3", "retry")], usual).firstDivergence).toMatchObject({
      what: "added",
      name: "retry",
      spanId: "6",
    });
  });

  test("is not that siblings ran in another order", () => {
    const swapped = usual.map((span) => (span.name === "chat" ? { ...span, offsetUs: 1.5 } : span));
    expect(traceDifference(swapped, usual).firstDivergence).toBeUndefined();
  });

  test("is found in a chain of 50,000 spans", () => {
    const chain = Array.from({ length: 50_000 }, (_, index) =>
      row(index.toString(36), index === 0 ? null : (index - 1).toString(36), "deep"),
    );
    const failed = chain.map((span, index) => (index === 49_999 ? { ...span, status: "error" as const } : span));
    expect(traceDifference(failed, chain).firstDivergence).toMatchObject({ what: "failed", name: "deep" });
  });
});

test("the most similar trace shares most span names; of equals the first is taken", () => {
  const candidates = [
    { id: "a", spanNames: ["x", "y"] },
    { id: "b", spanNames: ["x", "y", "z"] },
    { id: "c", spanNames: ["z", "y", "x"] },
  ];
  expect(mostSimilar(["x", "y", "z"], candidates)?.id).toBe("b");
  expect(mostSimilar(["x"], [])).toBeUndefined();
});
