import { describe, expect, test } from "vitest";
import { factorText, slowFactor, slowSpans, usualByName, usualOf } from "./slower-than-usual";

function usual(name: string, p95Ms: number | null, parts: { model?: string; count?: number } = {}) {
  return { name, model: parts.model ?? null, count: parts.count ?? 100, p50Ms: 1, p95Ms };
}

const known = usualByName([
  usual("chat", 1_000),
  usual("chat", 4_000, { model: "slow-model" }),
  usual("rare", 10, { count: 3 }),
  usual("never ended", null),
  usual("tool", 100),
  usual("http", 90),
]);

describe("what is usual", () => {
  test("is known by name and model, else by name", () => {
    expect(usualOf(known, { name: "chat", model: "slow-model" })?.p95Ms).toBe(4_000);
    expect(usualOf(known, { name: "chat", model: "other" })?.p95Ms).toBe(1_000);
    expect(usualOf(known, { name: "new", model: null })).toBeUndefined();
  });

  test("is not said where too few spans are known", () => {
    expect(usualOf(known, { name: "rare", model: null })).toBeUndefined();
    expect(usualOf(known, { name: "never ended", model: null })).toBeUndefined();
  });
});

test("a span is slow from a fifth above its usual p95, and a running one is not judged", () => {
  expect(slowFactor(known, { name: "chat", model: null, durationUs: 1_100_000 })).toBeUndefined();
  expect(slowFactor(known, { name: "chat", model: null, durationUs: 6_500_000 })).toBe(6.5);
  expect(slowFactor(known, { name: "chat", model: null, durationUs: null })).toBeUndefined();
  expect([6.48, 12.6, 1234].map(factorText)).toEqual(["6.5×", "13×", "1,234×"]);
});

test("why a trace was slow: what waited for a slow span is not blamed, and what was not waited for neither", () => {
  const span = (name: string, durationUs: number) => ({ name, model: null, durationUs });
  const spans = [span("root", 5_000_000), span("tool", 2_000_000), span("http", 1_990_000), span("chat", 3_000_000)];
  const shape = {
    parent: Int32Array.of(-1, 0, 1, 0),
    depth: Int32Array.of(0, 1, 2, 1),
    end: Int32Array.of(4, 3, 3, 4),
  };
  const path = (...indices: readonly number[]) => indices.map((index) => ({ index, fromUs: 0, toUs: 1 }));
  const slow = (indices: readonly number[]) =>
    slowSpans({ spans: spans as never, shape, criticalPath: path(...indices) }, known).map(({ index }) => index);
  expect(slow([0, 1, 2, 3])).toEqual([3, 2]);
  expect(slow([0, 1, 2])).toEqual([2]);
  expect(slowSpans({ spans: spans as never, shape, criticalPath: path(3) }, new Map())).toEqual([]);
});
