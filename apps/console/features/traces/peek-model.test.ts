import { encodeSpanColumns } from "@plumbline/public-api/span-columns";
import { expect, test } from "vitest";
import { buildPeek } from "./peek-model";

type Row = Parameters<typeof encodeSpanColumns>[0][number];

function row(
  spanId: number,
  parent: number | null,
  name: string,
  fromMs: number,
  ms: number | null,
  failed = false,
): Row {
  const hex = (id: number) => id.toString(16).padStart(16, "0");
  return {
    spanId: hex(spanId),
    parentSpanId: parent === null ? null : hex(parent),
    name,
    service: "shop",
    kind: "CHAIN",
    status: failed ? "error" : "unset",
    offsetUs: fromMs * 1000,
    durationNs: ms === null ? null : BigInt(ms) * 1_000_000n,
    model: null,
    inputTokens: null,
    outputTokens: null,
    ttftMs: null,
    errorType: failed ? "ReadTimeout" : null,
    errorMessage: failed ? "no response after 2.0 s" : null,
  } as Row;
}

const columns = encodeSpanColumns([
  row(1, null, "answer", 0, 1000, true),
  row(2, 1, "retrieve", 0, 200),
  row(3, 1, "agent", 200, 700, true),
  row(4, 3, "http GET", 300, 400, true),
  row(5, 1, "still running", 900, null),
]);

test("the origin of a failure has the solid sign, what it broke the outlined one, success none", () => {
  const peek = buildPeek(columns, 10);
  expect(peek.rows.map((one) => [one.name, one.depth, one.sign])).toEqual([
    ["answer", 0, "broken"],
    ["retrieve", 1, undefined],
    ["agent", 1, "broken"],
    ["http GET", 2, "error"],
    ["still running", 1, "running"],
  ]);
  expect(peek.failure?.origin.name).toBe("http GET");
  expect(peek.failure?.broke.map((one) => one.name)).toEqual(["agent", "answer"]);
});

test("bars are shares of the trace, and a span that has not ended reaches to its end", () => {
  const [, retrieve, , , running] = buildPeek(columns, 10).rows;
  expect([retrieve?.from, retrieve?.length]).toEqual([0, 0.2]);
  expect([running?.from, running?.length]).toEqual([0.9, 0.1]);
});

test("only the spans that fit are kept, while the counts are of all", () => {
  const peek = buildPeek(columns, 2);
  expect(peek.rows).toHaveLength(2);
  expect([peek.spanCount, peek.failedCount]).toEqual([5, 3]);
});
