import type { RollUpSpan } from "@plumbline/span/roll-up";
import type { CopyBuffer } from "./copy-buffer";

/** One row of the span table, apart from its project and trace. */
export interface SpanRow extends RollUpSpan {
  readonly otelKind: number;
  readonly provider: string | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly ttftMs: number | null;
  /** The row of the price list that `cost` was made with. */
  readonly priceId: string | null;
  readonly errorType: string | null;
  readonly attributeCount: number;
  /** Bits of flags.ts. */
  readonly flags: number;
  /** Halves of the content hash: of the raw span and the resource it came with. */
  readonly hashHigh: number;
  readonly hashLow: number;
}

/** Bytes of a typical tuple, for sizing buffers. */
export const spanTupleBytes = 300;

export const spanColumns = [
  "project_id",
  "trace_id",
  "span_id",
  "parent_span_id",
  "start_time",
  "start_time_ns",
  "duration_ns",
  "name",
  "service",
  "kind",
  "otel_kind",
  "status",
  "model",
  "provider",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "reasoning_tokens",
  "ttft_ms",
  "session_id",
  "user_id",
  "error_type",
  "error_message",
  "response_id",
  "attribute_count",
  "flags",
  "content_hash",
  "normaliser",
  "cost",
  "price_id",
] as const;

/** Where a span's ids stand, so that their bytes go to the row without becoming text. */
export interface SpanIds {
  readonly bytes: Buffer;
  readonly traceIdStart: number;
  readonly spanIdStart: number;
  /** -1 for a root. */
  readonly parentIdStart: number;
}

/** Appends the tuple of one span, in the order of `spanColumns`. */
export function writeSpanTuple(
  copy: CopyBuffer,
  projectId: Buffer,
  ids: SpanIds,
  row: SpanRow,
  normaliser: number,
): void {
  copy.tuple(spanColumns.length);
  copy.id(projectId, 0, 16);
  copy.id(ids.bytes, ids.traceIdStart, 16);
  copy.id(ids.bytes, ids.spanIdStart, 8);
  if (ids.parentIdStart === -1) copy.null();
  else copy.id(ids.bytes, ids.parentIdStart, 8);
  copy.timestamp(row.startUs);
  copy.smallint(row.startNs);
  copy.bigint(row.durationNs);
  copy.text(row.name);
  copy.text(row.service);
  copy.smallint(row.kind);
  copy.smallint(row.otelKind);
  copy.smallint(row.status);
  copy.text(row.model);
  copy.text(row.provider);
  copy.integer(row.inputTokens);
  copy.integer(row.outputTokens);
  copy.integer(row.cacheReadTokens);
  copy.integer(row.cacheWriteTokens);
  copy.integer(row.reasoningTokens);
  copy.real(row.ttftMs);
  copy.text(row.sessionId);
  copy.text(row.userId);
  copy.text(row.errorType);
  copy.text(row.errorMessage);
  copy.text(row.responseId);
  copy.smallint(row.attributeCount);
  copy.smallint(row.flags);
  copy.bigintHalves(row.hashHigh, row.hashLow);
  copy.smallint(normaliser);
  copy.double(row.cost);
  copy.text(row.priceId);
}
