import type { TraceId } from "@plumbline/base/ids";
import { kindFromNumber } from "@plumbline/span/kind";
import type { EvaluationSummary, TraceListItem, TraceSort, TraceStatus } from "./types";

export const isoMicroseconds = (expression: string) =>
  `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The columns of `trace` that `traceFromRow` reads. */
export const traceColumns = [
  "trace.trace_id",
  `${isoMicroseconds("trace.start_time")} AS start_time_iso`,
  "(extract(epoch FROM trace.start_time) * 1000000)::bigint AS start_time_us",
  ...[
    "duration_ns",
    "application",
    "name",
    "root_kind",
    "status",
    "has_root",
    "is_running",
    "span_count",
    "error_count",
    "orphan_count",
    "input_tokens",
    "output_tokens",
    "cost",
    "models",
    "session_id",
    "user_id",
    "input_preview",
    "output_preview",
    "error_message",
    "evaluation",
  ].map((column) => `trace.${column}`),
].join(", ");

export interface TraceRow {
  readonly trace_id: string;
  readonly start_time_iso: string;
  readonly start_time_us: bigint;
  readonly duration_ns: bigint;
  readonly application: string;
  readonly name: string;
  readonly root_kind: number;
  readonly status: number;
  readonly has_root: boolean;
  readonly is_running: boolean;
  readonly span_count: number;
  readonly error_count: number;
  readonly orphan_count: number;
  readonly input_tokens: bigint | null;
  readonly output_tokens: bigint | null;
  readonly cost: number | null;
  readonly models: string[];
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly input_preview: string | null;
  readonly output_preview: string | null;
  readonly error_message: string | null;
  readonly evaluation: EvaluationSummary | null;
}

/** A row of a list: with what the list is sorted by. */
export interface ListedTraceRow extends TraceRow {
  readonly sort_key: Date | bigint | number;
}

/** The sort key as cursors hold it. */
export function sortKeyOf(row: ListedTraceRow, field: TraceSort["field"]): number {
  return Number(field === "time" ? row.start_time_us : row.sort_key);
}

const statuses: readonly TraceStatus[] = ["unset", "ok", "error"];

export function statusFromNumber(status: number): TraceStatus {
  return statuses[status] ?? "unset";
}

/** PostgreSQL prints a uuid with dashes; a trace id has none. */
export function traceIdFromUuid(uuid: string): TraceId {
  return uuid.replaceAll("-", "") as TraceId;
}

export function traceFromRow(row: TraceRow): TraceListItem {
  return {
    traceId: traceIdFromUuid(row.trace_id),
    startTime: row.start_time_iso,
    durationNs: row.duration_ns,
    application: row.application,
    name: row.name,
    rootKind: kindFromNumber(row.root_kind),
    status: statusFromNumber(row.status),
    isIncomplete: !row.has_root || row.orphan_count > 0,
    isRunning: row.is_running,
    spanCount: row.span_count,
    errorCount: row.error_count,
    inputTokens: row.input_tokens === null ? null : Number(row.input_tokens),
    outputTokens: row.output_tokens === null ? null : Number(row.output_tokens),
    cost: row.cost,
    models: row.models,
    sessionId: row.session_id,
    userId: row.user_id,
    inputPreview: row.input_preview,
    outputPreview: row.output_preview,
    errorMessage: row.error_message,
    evaluation: row.evaluation,
  };
}
