import fc from "fast-check";
import { expect, test } from "vitest";
import { buildForest, type Forest } from "./forest";

type Row = { spanId: string; parentSpanId: string | null };
const row = (spanId: string, parentSpanId: string | null = null): Row => ({ spanId, parentSpanId });

function shape(rows: readonly Row[], forest: Forest): string[] {
  return Array.from(
    forest.order,
    (index, position) => `${"-".repeat(forest.depth[position] ?? 0)}${rows[index]?.spanId}`,
  );
}

test("children follow their parent, whatever order they came in", () => {
  const rows = [row("c", "a"), row("d", "c"), row("a"), row("b", "a")];
  expect(
    shape(
      rows,
      buildForest(rows, (x, y) => x.spanId.localeCompare(y.spanId)),
    ),
  ).toEqual(["a", "-b", "-c", "--d"]);
});

test("a span whose parent is missing is a root and marked", () => {
  const rows = [row("a"), row("b", "missing")];
  const forest = buildForest(rows);
  expect(shape(rows, forest)).toEqual(["a", "b"]);
  expect([...forest.isOrphan]).toEqual([0, 1]);
});

test("a self-parent and a ring survive with all their spans", () => {
  const rows = [row("self", "self"), row("x", "z"), row("y", "x"), row("z", "y"), row("leaf", "y")];
  const forest = buildForest(rows);
  expect(shape(rows, forest)).toEqual(["self", "x", "-y", "--z", "--leaf"]);
  expect([...forest.brokeCycle]).toEqual([1, 1, 0, 0, 0]);
});

test("a chain of 100,000 spans is laid out", () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => row(`s${index}`, index === 0 ? null : `s${index - 1}`));
  const forest = buildForest(rows);
  expect(forest.depth.at(-1)).toBe(99_999);
  expect(forest.end[0]).toBe(100_000);
});

test("every row stands in the forest once, subtrees are contiguous and parents come first", () => {
  const forests = fc.array(fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: -1, max: 15 })), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(forests, (pairs) => {
      const rows = pairs.map(([id, parent]) => row(`s${id}`, parent < 0 ? null : `s${parent}`));
      const forest = buildForest(rows);
      expect([...forest.order].sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
      for (let position = 0; position < rows.length; position++) {
        const parent = forest.parent[position] ?? -1;
        const end = forest.end[position] ?? 0;
        expect(end).toBeGreaterThan(position);
        if (parent === -1) continue;
        expect(parent).toBeLessThan(position);
        expect(forest.end[parent]).toBeGreaterThanOrEqual(end);
        expect(forest.depth[position]).toBe((forest.depth[parent] ?? 0) + 1);
      }
    }),
    { numRuns: 1_000 },
  );
});
