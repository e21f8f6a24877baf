import type { TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { mostSimilar, type TraceDifference, traceDifference } from "@plumbline/span/trace-difference";
import { getTrace } from "./get-trace";
import { readRows, type Statement } from "./statement";
import { traceIdFromUuid } from "./trace-row";
import type { SpanRow, TraceListItem } from "./types";

/** How a trace differs from the successful one that is most like it. */
export interface SimilarSuccess {
  /** Null where no successful trace of this application and root name is stored near it. */
  readonly similar: { readonly trace: TraceListItem; readonly difference: TraceDifference } | null;
  /** How many successful traces were looked at. */
  readonly candidateCount: number;
}

/** So many traces of the application are looked through, newest first, for those of the same root name. */
const lookedThroughMax = 1_000;
const candidatesMax = 50;
const daysBack = 7;

interface CandidateRow {
  readonly trace_id: string;
  readonly span_names: readonly string[];
}

/**
 * Compares a trace with the one that shares most span names with it, of the 50 successful traces of the same application and
 * root name that started last before it within 7 days. Throws `resource.not_found`.
 */
export async function readSimilarSuccess(pool: Pool, projectId: string, traceId: TraceId): Promise<SimilarSuccess> {
  const { trace, spans } = await getTrace(pool, projectId, traceId);
  const rows = await readRows<CandidateRow>(pool, candidatesStatement(projectId, trace));
  const spanNames = [...new Set(spans.map(({ name }) => name))];
  const candidates = rows.map((row) => ({ traceId: traceIdFromUuid(row.trace_id), spanNames: row.span_names }));
  const chosen = mostSimilar(spanNames, candidates);
  if (chosen === undefined) return { similar: null, candidateCount: 0 };
  const other = await getTrace(pool, projectId, chosen.traceId);
  const difference = traceDifference(spans.map(differenceRow), other.spans.map(differenceRow));
  return { similar: { trace: other.trace, difference }, candidateCount: rows.length };
}

/** Walks `trace_application_idx` backwards from the trace. The inner limit bounds the work where the root name is rare. */
export function candidatesStatement(
  projectId: string,
  trace: Pick<TraceListItem, "traceId" | "application" | "name" | "startTime">,
): Statement {
  return {
    text: `SELECT trace_id, span_names
FROM (
  SELECT trace_id, start_time, name, status, is_running, has_root, orphan_count, span_names
  FROM trace
  WHERE project_id = $1 AND application = $2
    AND start_time <= $3::timestamptz AND start_time > $3::timestamptz - interval '${daysBack} days'
  ORDER BY start_time DESC, trace_id DESC
  LIMIT ${lookedThroughMax}
) AS recent
WHERE name = $4 AND trace_id <> $5::uuid AND status <> 2 AND NOT is_running AND has_root AND orphan_count = 0
ORDER BY start_time DESC, trace_id DESC
LIMIT ${candidatesMax}`,
    values: [projectId, trace.application, trace.startTime, trace.name, trace.traceId],
  };
}

function differenceRow({ spanId, parentSpanId, name, status, offsetUs, durationNs }: SpanRow) {
  const durationUs = durationNs === null ? null : Number(durationNs) / 1000;
  return { spanId, parentSpanId, name, status, offsetUs, durationUs };
}
