import { decodeSpanColumns, type SpanColumns, type SpanTreeRow } from "@plumbline/public-api/span-columns";
import { buildForest, type Forest } from "@plumbline/span/forest";
import { type Failure, findFailure } from "@plumbline/span/root-cause";
import type { StatusName } from "@plumbline/ui/status-icon";

type FailureRow = SpanTreeRow & { readonly durationNs: number | null };

export interface PeekRow {
  readonly spanId: string;
  readonly name: string;
  readonly kind: SpanTreeRow["kind"];
  readonly depth: number;
  /** Shares of the trace's duration. */
  readonly from: number;
  readonly length: number;
  readonly durationMs: number | null;
  /** Success shows nothing. */
  readonly sign: Extract<StatusName, "error" | "broken" | "running"> | undefined;
}

export interface PeekModel {
  /** In pre-order. */
  readonly rows: readonly PeekRow[];
  readonly spanCount: number;
  readonly failedCount: number;
  readonly failure: Failure<FailureRow> | undefined;
  /** The span whose input and output are those of the trace. */
  readonly rootSpanId: string | undefined;
}

/** What the preview shows of a call chain: the first spans that fit, and where a failure began. */
export function buildPeek(columns: SpanColumns, rowsMax: number): PeekModel {
  const spans = decodeSpanColumns(columns);
  const forest = buildForest(spans);
  const lastUs = spans.reduce((last, span) => Math.max(last, span.offsetUs + (span.durationMs ?? 0) * 1000), 1);
  const rows = Array.from(forest.order.subarray(0, rowsMax), (index, position) =>
    rowOf(spans, forest, index, position, lastUs),
  ).filter((row) => row !== undefined);
  const failedCount = spans.filter((span) => span.status === "error").length;
  return {
    rows,
    spanCount: spans.length,
    failedCount,
    failure: failedCount === 0 ? undefined : findFailure(spans.map(withNanoseconds)),
    rootSpanId: spans[forest.order[0] ?? -1]?.spanId,
  };
}

function withNanoseconds(span: SpanTreeRow): FailureRow {
  return { ...span, durationNs: span.durationMs === null ? null : span.durationMs * 1e6 };
}

function rowOf(
  spans: readonly SpanTreeRow[],
  forest: Forest,
  index: number,
  position: number,
  lastUs: number,
): PeekRow | undefined {
  const span = spans[index];
  if (span === undefined) return undefined;
  const endUs = span.durationMs === null ? lastUs : span.offsetUs + span.durationMs * 1000;
  return {
    spanId: span.spanId,
    name: span.name,
    kind: span.kind,
    depth: forest.depth[position] ?? 0,
    from: Math.max(0, span.offsetUs) / lastUs,
    length: Math.max(0, endUs - span.offsetUs) / lastUs,
    durationMs: span.durationMs,
    sign: signOf(spans, forest, span, position),
  };
}

function signOf(spans: readonly SpanTreeRow[], forest: Forest, span: SpanTreeRow, position: number): PeekRow["sign"] {
  if (span.status !== "error") return span.durationMs === null ? "running" : undefined;
  const below = forest.order.subarray(position + 1, forest.end[position] ?? position + 1);
  return below.some((index) => spans[index]?.status === "error") ? "broken" : "error";
}
