import fc from "fast-check";
import { expect, test } from "vitest";
import { buildForest } from "./forest";
import { selfTimes } from "./self-time";

function times(...spans: readonly (readonly [start: number, end: number])[]) {
  return { start: spans.map(([start]) => start), end: spans.map(([, end]) => end) };
}

/** The first span is the root, the others its children. */
function rootWith(children: number) {
  return { parent: Int32Array.from({ length: children + 1 }, (_, index) => (index === 0 ? -1 : 0)) };
}

test("children that run beside each other count once", () => {
  expect([...selfTimes(rootWith(2), times([0, 100], [10, 50], [30, 60]))]).toEqual([50, 40, 30]);
});

test("what a child does outside of its parent does not count", () => {
  expect(selfTimes(rootWith(2), times([100, 200], [50, 120], [190, 900]))[0]).toBe(70);
});

test("children may come in any order", () => {
  expect(selfTimes(rootWith(3), times([0, 100], [60, 80], [0, 10], [5, 70]))[0]).toBe(20);
});

test("a span that ended before it started has no time of its own", () => {
  expect(selfTimes(rootWith(0), times([50, 20]))[0]).toBe(0);
});

test("self time is what no child covers, moment by moment", () => {
  const interval = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 8 }), (children) => {
      const spans = children.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
      const rows = [{ spanId: "root", parentSpanId: null }].concat(
        spans.map((_, index) => ({ spanId: String(index), parentSpanId: "root" as never })),
      );
      const self = selfTimes(buildForest(rows), times([5, 25], ...spans));
      const moments = Array.from({ length: 20 }, (_, index) => index + 5);
      expect(self[0]).toBe(moments.filter((at) => !spans.some(([from, to]) => from <= at && at < to)).length);
    }),
  );
});
