import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignSiblings } from "./align-siblings";
import { type AlignableSpan, type AlignedRow, alignTraces, nextDivergence } from "./align-traces";

function span(spanId: string, parentSpanId: string | null, name: string, parts: Partial<AlignableSpan> = {}) {
  return {
    spanId,
    parentSpanId,
    name,
    kind: "CHAIN",
    status: "unset" as const,
    offsetUs: Number.parseInt(spanId, 36),
    ...parts,
  };
}

const usual = [
  span("1", null, "answer"),
  span("2", "1", "retrieve"),
  span("3", "1", "lookup"),
  span("4", "3", "http GET"),
  span("5", "1", "chat"),
];

function shown(rows: readonly AlignedRow<AlignableSpan>[]): string[] {
  return rows.map(
    ({ a, b, depth, divergence }) =>
      `${" ".repeat(depth)}${a?.name ?? "-"}|${b?.name ?? "-"}${divergence === undefined ? "" : ` ${divergence}`}`,
  );
}

test("two equal traces stand side by side without a divergence", () => {
  expect(shown(alignTraces(usual, usual))).toEqual([
    "answer|answer",
    " retrieve|retrieve",
    " lookup|lookup",
    "  http GET|http GET",
    " chat|chat",
  ]);
});

test("a span that only one trace has is marked once, with all that stands below it", () => {
  const more = [...usual, span("3a", "1", "retry"), span("3b", "3a", "http GET")];
  expect(shown(alignTraces(usual, more))).toEqual([
    "answer|answer",
    " retrieve|retrieve",
    " lookup|lookup",
    "  http GET|http GET",
    " chat|chat",
    " -|retry only-b",
    "  -|http GET",
  ]);
  expect(shown(alignTraces(more, usual)).slice(-2)).toEqual([" retry|- only-a", "  http GET|-"]);
});

test("a failure is marked where it began, not on what it broke", () => {
  const failed = usual.map((row) =>
    ["answer", "lookup", "http GET"].includes(row.name) ? { ...row, status: "error" as const } : row,
  );
  expect(shown(alignTraces(usual, failed)).filter((line) => line.includes("failed"))).toEqual([
    "  http GET|http GET failed-b",
  ]);
  expect(shown(alignTraces(failed, usual)).filter((line) => line.includes("failed"))).toEqual([
    "  http GET|http GET failed-a",
  ]);
});

test("siblings that ran in another order are paired and no divergence", () => {
  const swapped = usual.map((row) => (row.name === "chat" ? { ...row, offsetUs: 1.5 } : row));
  const rows = alignTraces(usual, swapped);
  expect(rows.filter((row) => row.divergence !== undefined)).toEqual([]);
  expect(rows.filter((row) => row.isMoved)).toHaveLength(1);
});

test("the roots of two traces correspond whatever they are called", () => {
  const other = usual.map((row) => (row.name === "answer" ? { ...row, name: "respond", kind: "AGENT" } : row));
  expect(shown(alignTraces(usual, other))[0]).toBe("answer|respond renamed");
  expect(alignTraces(usual, other)).toHaveLength(usual.length);
});

test("a span of the same kind in the same place is a renamed one", () => {
  const other = usual.map((row) => (row.name === "lookup" ? { ...row, name: "search" } : row));
  expect(shown(alignTraces(usual, other))[2]).toBe(" lookup|search renamed");
});

test("divergences are found forwards and backwards, and end at the ends", () => {
  const rows = alignTraces(
    usual,
    usual.filter(({ name }) => name !== "retrieve" && name !== "chat"),
  );
  const first = nextDivergence(rows, -1, 1);
  expect(first).toBe(1);
  const second = nextDivergence(rows, first ?? 0, 1);
  expect(rows[second ?? 0]?.a?.name).toBe("chat");
  expect(nextDivergence(rows, second ?? 0, 1)).toBeUndefined();
  expect(nextDivergence(rows, second ?? 0, -1)).toBe(first);
});

test("a chain of 50,000 spans and 20,000 siblings of other names are aligned", () => {
  const chain = Array.from({ length: 50_000 }, (_, index) =>
    span(index.toString(36), index === 0 ? null : (index - 1).toString(36), "deep"),
  );
  expect(alignTraces(chain, chain).at(-1)?.depth).toBe(49_999);
  const flat = (name: (index: number) => string) => [
    span("0", null, "root"),
    ...Array.from({ length: 20_000 }, (_, index) => span((index + 1).toString(36), "0", name(index))),
  ];
  const rows = alignTraces(
    flat((index) => `a${index}`),
    flat((index) => `a${19_999 - index}`),
  );
  expect(rows).toHaveLength(20_001);
});

describe("over random traces", () => {
  const trace = fc
    .array(
      fc.record({
        parent: fc.integer({ min: -1, max: 30 }),
        name: fc.constantFrom("a", "b", "c"),
        kind: fc.constantFrom("LLM", "TOOL"),
        status: fc.constantFrom("ok" as const, "error" as const, "unset" as const),
        offsetUs: fc.integer({ min: 0, max: 9 }),
      }),
      { maxLength: 30 },
    )
    .map((drafts) =>
      // Parents may be missing, the span itself, or lead in circles, as in real traces.
      drafts.map(({ parent, ...rest }, index) => ({
        ...rest,
        spanId: String(index),
        parentSpanId: parent === -1 ? null : String(parent),
      })),
    );

  test("every span of both traces stands in exactly one row", () => {
    fc.assert(
      fc.property(trace, trace, (a, b) => {
        const rows = alignTraces(a, b);
        const ids = (side: "a" | "b") => rows.flatMap((row) => row[side]?.spanId ?? []).sort();
        expect(ids("a")).toEqual(a.map((row) => row.spanId).sort());
        expect(ids("b")).toEqual(b.map((row) => row.spanId).sort());
        expect(rows.every((row) => row.a !== undefined || row.b !== undefined)).toBe(true);
      }),
    );
  });

  test("rows nest: a parent stands before its rows and encloses them", () => {
    fc.assert(
      fc.property(trace, trace, (a, b) => {
        const rows = alignTraces(a, b);
        rows.forEach((row, index) => {
          const parent = rows[row.parentIndex];
          expect(row.endIndex).toBeGreaterThan(index);
          expect(row.depth).toBe(parent === undefined ? 0 : parent.depth + 1);
          if (parent === undefined) return;
          expect(row.parentIndex).toBeLessThan(index);
          expect(parent.endIndex).toBeGreaterThanOrEqual(row.endIndex);
        });
      }),
    );
  });

  test("a trace beside itself has no divergence and no row with one side", () => {
    fc.assert(
      fc.property(trace, (a) => {
        for (const row of alignTraces(a, a)) {
          expect(row.a?.spanId).toBe(row.b?.spanId);
          expect([row.divergence, row.isMoved]).toEqual([undefined, false]);
        }
      }),
    );
  });

  const siblings = fc.array(fc.record({ name: fc.constantFrom("a", "b", "c"), kind: fc.constantFrom("LLM", "TOOL") }), {
    maxLength: 12,
  });

  test("as many siblings are paired by name and kind as both sides have", () => {
    fc.assert(
      fc.property(siblings, siblings, (a, b) => {
        const count = (list: typeof a, key: string) =>
          list.filter(({ name, kind }) => `${name} ${kind}` === key).length;
        const keys = new Set([...a, ...b].map(({ name, kind }) => `${name} ${kind}`));
        const common = [...keys].reduce((sum, key) => sum + Math.min(count(a, key), count(b, key)), 0);
        const pairs = alignSiblings(a, b).filter((pair) => pair.a !== -1 && pair.b !== -1);
        expect(pairs.filter((pair) => !pair.isRenamed)).toHaveLength(common);
        for (const pair of pairs) expect(a[pair.a]?.kind).toBe(b[pair.b]?.kind);
      }),
    );
  });
});
