import { expect, test } from "vitest";
import { type StatisticRow, spanStatistics } from "./span-statistics";

function row(name: string, parts: Partial<StatisticRow> = {}): StatisticRow {
  return {
    name,
    kind: "TOOL",
    status: "unset",
    durationUs: 100,
    selfUs: 100,
    inputTokens: null,
    outputTokens: null,
    cost: null,
    ...parts,
  };
}

test("spans of one name are counted, failed ones apart, the largest total first", () => {
  const statistics = spanStatistics([
    row("stock"),
    row("chat", { durationUs: 500, selfUs: 400, kind: "LLM" }),
    row("stock", { status: "error", durationUs: 200, selfUs: 150 }),
  ]);
  expect(statistics).toMatchObject([
    { name: "chat", kind: "LLM", count: 1, errors: 0, totalUs: 500, selfUs: 400, rows: [1] },
    { name: "stock", kind: "TOOL", count: 2, errors: 1, totalUs: 300, selfUs: 250, rows: [0, 2] },
  ]);
});

test("what nobody reported is null and never 0", () => {
  const [tool, chat] = spanStatistics([
    row("tool"),
    row("chat", { durationUs: null, inputTokens: 10, cost: 0.5 }),
    row("chat", { durationUs: null, outputTokens: 5 }),
  ]);
  expect(tool).toMatchObject({ tokens: null, cost: null, p95Us: 100 });
  expect(chat).toMatchObject({ tokens: 15, cost: 0.5, p95Us: null, totalUs: 0 });
});

test("p95 is the nearest rank", () => {
  const rows = Array.from({ length: 20 }, (_, index) => row("a", { durationUs: 20 - index }));
  expect(spanStatistics(rows)[0]?.p95Us).toBe(19);
  expect(spanStatistics(rows.slice(0, 3))[0]?.p95Us).toBe(20);
});
