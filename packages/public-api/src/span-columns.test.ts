import type { SpanId } from "@plumbline/base/ids";
import type { SpanRow } from "@plumbline/span-store/read/types";
import { expect, test } from "vitest";
import { spanColumns } from "./schemas/span-columns";
import { decodeSpanColumns, encodeSpanColumns } from "./span-columns";

const idOf = (number: number) => number.toString(16).padStart(16, "0") as SpanId;

function row(spanId: number, more: Partial<SpanRow> = {}): SpanRow {
  return {
    spanId: idOf(spanId),
    parentSpanId: null,
    name: "step",
    service: "helpdesk",
    kind: "CHAIN",
    status: "unset",
    offsetUs: 0.5,
    durationNs: 1_500_000n,
    model: null,
    inputTokens: null,
    outputTokens: null,
    cost: null,
    ttftMs: null,
    errorType: null,
    errorMessage: null,
    ...more,
  };
}

test("rows come back as they were: roots, children, orphans, running spans, cycles, empty texts", () => {
  const rows = [
    row(1, { durationNs: null, kind: "AGENT" }),
    row(2, {
      parentSpanId: idOf(1),
      model: "qwen-max",
      inputTokens: 0,
      outputTokens: 7,
      cost: 0.000_012,
      ttftMs: 12.5,
    }),
    row(3, { parentSpanId: idOf(99), status: "error", errorType: "", errorMessage: "Zeitüberschreitung 超时" }),
    row(4, { parentSpanId: idOf(5) }),
    row(5, { parentSpanId: idOf(4), name: "" }),
    row(6, { parentSpanId: idOf(6) }),
  ];
  const columns = encodeSpanColumns(rows);
  expect(spanColumns.parse(JSON.parse(JSON.stringify(columns)))).toEqual(columns);
  expect(decodeSpanColumns(columns)).toEqual(
    rows.map(({ durationNs, ...rest }) => ({
      ...rest,
      durationMs: durationNs === null ? null : Number(durationNs) / 1e6,
    })),
  );
});

test("no spans are no rows", () => {
  expect(decodeSpanColumns(encodeSpanColumns([]))).toEqual([]);
});
