import { PlumblineError } from "@plumbline/base/errors";
import { spanIdFromBigint, type TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { kindFromNumber } from "@plumbline/span/kind";
import { readRows, type Statement } from "./statement";
import { statusFromNumber, type TraceRow, traceColumns, traceFromRow } from "./trace-row";
import type { SpanRow, TraceDetail } from "./types";

/** Where a trace lies, for statements that must prune partitions. */
export interface TraceBounds {
  readonly startIso: string;
  readonly endIso: string;
}

interface LocatedTraceRow extends TraceRow {
  readonly end_time_iso: string;
}

export interface LocatedTrace {
  readonly row: TraceRow;
  readonly bounds: TraceBounds;
}

/** The trace's row and its bounds. Throws `resource.not_found`. */
export async function locateTrace(pool: Pool, projectId: string, traceId: TraceId): Promise<LocatedTrace> {
  const [row] = await readRows<LocatedTraceRow>(pool, traceStatement(projectId, traceId));
  if (row === undefined) {
    throw new PlumblineError("resource.not_found", {
      field: "traceId",
      message: "No trace with this id is stored in this project. It may have expired, or not have arrived yet.",
    });
  }
  return { row, bounds: { startIso: row.start_time_iso, endIso: row.end_time_iso } };
}

export async function getTrace(pool: Pool, projectId: string, traceId: TraceId): Promise<TraceDetail> {
  const { row, bounds } = await locateTrace(pool, projectId, traceId);
  const spans = await readRows<StoredSpan>(pool, spansStatement(projectId, traceId, bounds));
  return { trace: traceFromRow(row), spans: spansFromRows(spans, row.start_time_us) };
}

export function traceStatement(projectId: string, traceId: TraceId): Statement {
  return {
    text: `SELECT ${traceColumns},
  to_char(trace.end_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS end_time_iso
FROM trace
WHERE project_id = $1 AND trace_id = $2`,
    values: [projectId, traceId],
  };
}

/**
 * All narrow rows of a trace. The bounds are constants of the statement, so that the planner leaves out every other day's
 * partition.
 */
export function spansStatement(projectId: string, traceId: TraceId, bounds: TraceBounds): Statement {
  return {
    text: `SELECT span_id, parent_span_id, (extract(epoch FROM start_time) * 1000000)::bigint AS start_us,
  start_time_ns, duration_ns, name, service, kind, status, model, input_tokens, output_tokens, ttft_ms, error_type,
  error_message, attribute_count, content_hash
FROM span
WHERE project_id = $1 AND trace_id = $2 AND start_time BETWEEN $3 AND $4`,
    values: [projectId, traceId, bounds.startIso, bounds.endIso],
  };
}

interface StoredSpan {
  readonly span_id: bigint;
  readonly parent_span_id: bigint | null;
  readonly start_us: bigint;
  readonly start_time_ns: number;
  readonly duration_ns: bigint | null;
  readonly name: string;
  readonly service: string;
  readonly kind: number;
  readonly status: number;
  readonly model: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly ttft_ms: number | null;
  readonly error_type: string | null;
  readonly error_message: string | null;
  readonly attribute_count: number;
  readonly content_hash: bigint;
}

/**
 * By start time, then span id. Where a span id has two rows (its start time changed between two versions), the better
 * version stays, by the rule of write/merge-rule.ts.
 */
export function spansFromRows(rows: readonly StoredSpan[], traceStartUs: bigint): SpanRow[] {
  const best = new Map<bigint, StoredSpan>();
  for (const row of rows) {
    const other = best.get(row.span_id);
    if (other === undefined || isBetter(row, other)) best.set(row.span_id, row);
  }
  return [...best.values()].sort(byStart).map((row) => ({
    spanId: spanIdFromBigint(row.span_id),
    parentSpanId: row.parent_span_id === null ? null : spanIdFromBigint(row.parent_span_id),
    name: row.name,
    service: row.service,
    kind: kindFromNumber(row.kind),
    status: statusFromNumber(row.status),
    offsetUs: Number(row.start_us - traceStartUs) + row.start_time_ns / 1000,
    durationNs: row.duration_ns,
    model: row.model,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    ttftMs: row.ttft_ms,
    errorType: row.error_type,
    errorMessage: row.error_message,
  }));
}

function endNs(row: StoredSpan): bigint {
  return row.duration_ns === null ? -1n : row.start_us * 1000n + BigInt(row.start_time_ns) + row.duration_ns;
}

function isBetter(row: StoredSpan, other: StoredSpan): boolean {
  const [end, otherEnd] = [endNs(row), endNs(other)];
  if (end !== otherEnd) return end > otherEnd;
  if (row.attribute_count !== other.attribute_count) return row.attribute_count > other.attribute_count;
  return row.content_hash > other.content_hash;
}

function byStart(a: StoredSpan, b: StoredSpan): number {
  if (a.start_us !== b.start_us) return a.start_us < b.start_us ? -1 : 1;
  if (a.start_time_ns !== b.start_time_ns) return a.start_time_ns - b.start_time_ns;
  return BigInt.asUintN(64, a.span_id) < BigInt.asUintN(64, b.span_id) ? -1 : 1;
}
