import type { SpanTreeRow } from "@plumbline/public-api/span-columns";
import { describe, expect, test } from "vitest";
import {
  type CompareRow,
  isDifferent,
  placeOfSpan,
  shownPlaces,
  slowerSide,
  tokensOf,
  usedDifference,
} from "./compare-model";
import { compareProblems, formatCompareParams, parseCompareParams } from "./compare-params";
import { costDifference, durationDifference, scoreDifference, tokensDifference } from "./difference-text";
import { diffTexts } from "./word-diff";

function span(spanId: string, durationMs: number | null): SpanTreeRow {
  return { spanId, durationMs } as SpanTreeRow;
}

function row(parts: Partial<CompareRow>): CompareRow {
  return {
    a: span("a".repeat(16), 10),
    b: span("b".repeat(16), 10),
    depth: 0,
    parentIndex: -1,
    endIndex: 1,
    isMoved: false,
    divergence: undefined,
    ...parts,
  };
}

describe("the address", () => {
  const [a, b] = ["a".repeat(32), "b".repeat(32)];

  test("says what was written into it", () => {
    const params = { a, b, span: "c".repeat(16), onlyDifferences: true };
    expect(parseCompareParams(new URLSearchParams(formatCompareParams(params)))).toEqual(params);
    const none = { a: undefined, b: undefined, span: undefined, onlyDifferences: false };
    expect(formatCompareParams(none)).toEqual([]);
    expect(parseCompareParams(new URLSearchParams())).toEqual(none);
  });

  test("names what is no trace id, and reads one with dashes", () => {
    const search = new URLSearchParams({ a: "xyz", b: `${b.slice(0, 8)}-${b.slice(8)}` });
    expect(compareProblems(search)).toEqual([expect.stringContaining("“a=xyz” is no trace id")]);
    expect(parseCompareParams(search).b).toBe(b);
  });
});

describe("rows", () => {
  test("differ where one took half as long again, by more than a millisecond", () => {
    expect(slowerSide(row({ a: span("1", 15), b: span("2", 10) }))).toBe("a");
    expect(slowerSide(row({ a: span("1", 10), b: span("2", 16) }))).toBe("b");
    expect(slowerSide(row({ a: span("1", 0.1), b: span("2", 0.9) }))).toBeUndefined();
    expect(slowerSide(row({ a: span("1", null), b: span("2", 10) }))).toBeUndefined();
    expect(isDifferent(row({}))).toBe(false);
    expect(isDifferent(row({ b: undefined }))).toBe(true);
  });

  test("with a span on one side only say what it used there, and nothing where that is not known", () => {
    const spent = { ...span("1", 10), inputTokens: 30, outputTokens: 14, cost: 0.002 };
    const silent = { ...span("2", 10), inputTokens: null, outputTokens: null, cost: null };
    expect(usedDifference({ a: undefined, b: spent }, tokensOf)).toBe(-44);
    expect(usedDifference({ a: spent, b: undefined }, ({ cost }) => cost)).toBe(0.002);
    expect(usedDifference({ a: spent, b: silent }, tokensOf)).toBeUndefined();
    expect(usedDifference({ a: silent, b: undefined }, tokensOf)).toBeUndefined();
  });

  test("that differ are shown with everything above them", () => {
    const rows = [
      row({}),
      row({ parentIndex: 0, depth: 1 }),
      row({ parentIndex: 1, depth: 2, divergence: "failed-a" }),
      row({ parentIndex: 0, depth: 1 }),
    ];
    expect(shownPlaces(rows, true)).toEqual([0, 1, 2]);
    expect(shownPlaces(rows, false)).toEqual([0, 1, 2, 3]);
  });

  test("are found by the span of either side", () => {
    const rows = [row({}), row({ a: undefined, b: span("c".repeat(16), 1) })];
    expect(placeOfSpan(rows, "b".repeat(16))).toBe(0);
    expect(placeOfSpan(rows, "c".repeat(16))).toBe(1);
    expect(placeOfSpan(rows, "d".repeat(16))).toBe(-1);
  });
});

test("differences carry their sign, and small ones are the same", () => {
  expect(durationDifference(410)).toBe("+410 ms");
  expect(durationDifference(-6360)).toBe("−6.36 s");
  expect(durationDifference(0.01)).toBe("same");
  expect(tokensDifference(-2)).toBe("−2");
  expect(costDifference(0.00001)).toBe("same");
  expect(costDifference(-0.0021)).toBe("−$0.0021");
  expect(scoreDifference(0.001)).toBe("same");
  expect(scoreDifference(-0.25)).toBe("−0.25");
});

describe("texts", () => {
  const joined = (parts: readonly { text: string; where: string }[], side: "a" | "b") =>
    parts.flatMap(({ text, where }) => (where === "both" || where === side ? [text] : [])).join("");

  test("are compared by words", async () => {
    const { parts, unit } = await diffTexts("The shop opens at nine.", "The shop closes at nine.");
    expect(unit).toBe("word");
    expect(parts.filter((part) => part.where !== "both").map((part) => [part.where, part.text.trim()])).toEqual([
      ["a", "opens"],
      ["b", "closes"],
    ]);
  });

  test("are compared by words in Chinese as well", async () => {
    const { parts } = await diffTexts("我们明天可以送达杭州。", "我们后天可以送达杭州。");
    expect(parts.filter((part) => part.where !== "both").map((part) => part.text)).toEqual(["明天", "后天"]);
  });

  test("of any length come back whole on both sides, and soon", async () => {
    const a = Array.from({ length: 20_000 }, (_, index) => `${index * 7919} word`).join("\n");
    const b = Array.from({ length: 20_000 }, (_, index) => `${index * 104_729} other`).join("\n");
    const started = performance.now();
    const { parts, unit } = await diffTexts(a, b);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(unit).not.toBe("word");
    expect(joined(parts, "a")).toBe(a);
    expect(joined(parts, "b")).toBe(b);
  });

  test("that are equal have no difference", async () => {
    expect(await diffTexts("same", "same")).toEqual({ parts: [{ text: "same", where: "both" }], unit: "word" });
    expect((await diffTexts("", "new")).parts).toEqual([{ text: "new", where: "b" }]);
  });
});
