import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CriticalPathRow, criticalPath } from "./critical-path";

/** Times in microseconds. */
function row(spanId: string, parentSpanId: string | null, start: number, end: number | null): CriticalPathRow {
  return {
    spanId,
    parentSpanId,
    offsetUs: start,
    durationNs: end === null ? null : BigInt(Math.round((end - start) * 1000)),
  };
}

function sections(rows: readonly CriticalPathRow[]): readonly (readonly [string, number, number])[] {
  return (criticalPath(rows)?.sections ?? []).map((section) => [
    section.spanId,
    section.startNs / 1000,
    section.endNs / 1000,
  ]);
}

describe("the critical path", () => {
  test("goes through the child that finished last, then through what ran before it", () => {
    expect(
      sections([
        row("root", null, 0, 100),
        row("a", "root", 10, 40),
        row("b", "root", 50, 90),
        row("b1", "b", 60, 80),
        row("beside", "root", 55, 70),
      ]),
    ).toEqual([
      ["root", 0, 10],
      ["a", 10, 40],
      ["root", 40, 50],
      ["b", 50, 60],
      ["b1", 60, 80],
      ["b", 80, 90],
      ["root", 90, 100],
    ]);
  });

  test("leaves out a child that overlaps the one that was waited for", () => {
    expect(sections([row("root", null, 0, 100), row("slow", "root", 0, 100), row("fast", "root", 0, 60)])).toEqual([
      ["slow", 0, 100],
    ]);
  });

  test("counts an asynchronous child only while its parent runs", () => {
    expect(sections([row("root", null, 0, 50), row("async", "root", 30, 500), row("after", "root", 60, 90)])).toEqual([
      ["root", 0, 30],
      ["async", 30, 50],
    ]);
  });

  test("a span that has not ended lasts as long as its parent", () => {
    expect(sections([row("root", null, 0, null), row("done", "root", 10, 40), row("open", "root", 5, null)])).toEqual([
      ["root", 0, 5],
      ["open", 5, 40],
    ]);
  });

  test("the bottleneck is named first", () => {
    const path = criticalPath([row("root", null, 0, 100), row("a", "root", 10, 40), row("b", "root", 40, 95)]);
    expect(path?.timeBySpan.map(({ spanId, ns }) => [spanId, ns / 1000])).toEqual([
      ["b", 55],
      ["a", 30],
      ["root", 15],
    ]);
  });

  test("the earliest orphan is the root where none has arrived; an empty trace has no path", () => {
    expect(criticalPath([row("b", "gone", 5, 9), row("a", "gone", 1, 3)])?.rootSpanId).toBe("a");
    expect(criticalPath([row("orphan", "gone", 0, 9), row("root", null, 1, 3)])?.rootSpanId).toBe("root");
    expect(criticalPath([])).toBeUndefined();
  });

  test("a chain of 100,000 spans is walked", () => {
    const chain = Array.from({ length: 100_000 }, (_, index) =>
      row(`${index}`, index === 0 ? null : `${index - 1}`, index, 200_001 - index),
    );
    expect(criticalPath(chain)?.sections).toHaveLength(199_999);
  });
});

test("sections follow each other without gap or overlap and add up to the root's duration", () => {
  const spans = fc.array(
    fc.record({
      parent: fc.integer({ min: -1, max: 14 }),
      start: fc.integer({ min: 0, max: 50 }),
      length: fc.option(fc.integer({ min: 0, max: 60 })),
    }),
    { minLength: 1, maxLength: 15 },
  );
  fc.assert(
    fc.property(spans, (given) => {
      const rows = given.map(({ parent, start, length }, index) =>
        row(
          `s${index}`,
          parent < 0 ? null : `s${parent}`,
          start + 0.001,
          length === null ? null : start + length + 0.001,
        ),
      );
      const path = criticalPath(rows);
      const root = rows.find((candidate) => candidate.spanId === path?.rootSpanId);
      if (!path || !root) throw new Error("no path");
      let at = Math.round(root.offsetUs * 1000);
      for (const section of path.sections) {
        if (section.startNs !== at || section.endNs <= section.startNs) throw new Error(JSON.stringify(path.sections));
        at = section.endNs;
      }
      if (root.durationNs !== null && path.durationNs !== Number(root.durationNs)) throw new Error("another duration");
      return at === Math.round(root.offsetUs * 1000) + path.durationNs;
    }),
    { numRuns: 3_000 },
  );
});
