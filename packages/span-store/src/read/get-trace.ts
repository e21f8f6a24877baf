import { PlumblineError } from "@plumbline/base/errors";
import type { SpanId, TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { kindFromNumber } from "@plumbline/span/kind";
import { readSpanColumns, type SpanColumnsOfTrace, spanIdAt } from "./span-columns";
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
  return { trace: traceFromRow(row), spans: rowsFromColumns(await readSpanColumns(pool, projectId, traceId, bounds)) };
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

/** By start time, then span id; each span once. */
function rowsFromColumns({ columns, order }: SpanColumnsOfTrace): SpanRow[] {
  return order.map((row) => {
    const parentId = spanIdAt(columns.parent_ids, row);
    const kindAndStatus = columns.kinds_and_statuses[row] ?? 0;
    const durationNs = columns.durations_ns[row] ?? null;
    return {
      spanId: spanIdAt(columns.span_ids, row) as SpanId,
      parentSpanId: parentId === noParent ? null : (parentId as SpanId),
      name: columns.names[row] ?? "",
      service: columns.services[row] ?? "",
      kind: kindFromNumber(kindAndStatus >> 2),
      status: statusFromNumber(kindAndStatus & 3),
      offsetUs: Math.round((columns.offsets_s[row] ?? 0) * 1e6) + (columns.offsets_ns[row] ?? 0) / 1000,
      durationNs: durationNs === null ? null : BigInt(durationNs),
      model: columns.models[row] ?? null,
      inputTokens: columns.input_tokens[row] ?? null,
      outputTokens: columns.output_tokens[row] ?? null,
      cost: columns.costs[row] ?? null,
      ttftMs: columns.ttft_ms[row] ?? null,
      errorType: columns.error_types[row] ?? null,
      errorMessage: columns.error_messages[row] ?? null,
    };
  });
}

const noParent = "0".repeat(16);
