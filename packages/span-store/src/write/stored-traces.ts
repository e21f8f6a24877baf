import type { PoolClient } from "@plumbline/db/pool";
import type { TraceRollUp } from "@plumbline/span/roll-up";
import type { RankedText, TracePreviews } from "./trace-previews";

/** A trace row as it stands. */
export interface StoredTrace {
  readonly projectId: string;
  readonly traceId: string;
  readonly totals: TraceRollUp;
  readonly previews: TracePreviews;
  readonly environment: string | null;
  readonly hasOldVersions: boolean;
}

/** Numbers come as doubles, which hold all of these exactly. */
const columns = `(extract(epoch FROM start_time) * 1000000)::float8 AS "startUs",
  (extract(epoch FROM end_time) * 1000000)::float8 AS "endUs", duration_ns::float8 AS "durationNs",
  application, name, root_kind AS "rootKind", status, has_root AS "hasRoot", is_running AS "isRunning",
  span_count AS "spanCount", error_count AS "errorCount", orphan_count AS "orphanCount",
  input_tokens::float8 AS "inputTokens", output_tokens::float8 AS "outputTokens", models, span_names AS "spanNames", cost,
  ARRAY(SELECT encode(int8send(id), 'hex') FROM unnest(uncounted_spans) AS id) AS "uncountedSpans",
  has_old_versions AS "hasOldVersions",
  session_id AS "sessionId", user_id AS "userId", error_message AS "errorMessage"`;

const lockText = `SELECT trace.project_id, replace(trace.trace_id::text, '-', '') AS trace_id, environment,
  input_preview, input_rank::float8 AS input_rank, output_preview, output_rank::float8 AS output_rank, ${columns}
FROM trace
JOIN unnest($1::uuid[], $2::uuid[]) AS k(project_id, trace_id)
  ON trace.project_id = k.project_id AND trace.trace_id = k.trace_id
ORDER BY trace.project_id, trace.trace_id
FOR UPDATE OF trace`;

interface Row extends TraceRollUp {
  readonly project_id: string;
  readonly trace_id: string;
  readonly environment: string | null;
  readonly hasOldVersions: boolean;
  readonly input_preview: string | null;
  readonly input_rank: number;
  readonly output_preview: string | null;
  readonly output_rank: number;
}

/** Locks these traces until the end of the transaction, in the order of the primary key. */
export async function lockTraces(
  client: PoolClient,
  keys: readonly { readonly projectId: string; readonly traceId: string }[],
): Promise<StoredTrace[]> {
  const { rows } = await client.query<Row>({
    name: "lock-traces",
    text: lockText,
    values: [keys.map((key) => key.projectId), keys.map((key) => key.traceId)],
  });
  return rows.map((row) => {
    const { project_id, trace_id, environment, hasOldVersions, ...others } = row;
    const { input_preview, input_rank, output_preview, output_rank, ...totals } = others;
    return {
      projectId: project_id,
      traceId: trace_id,
      totals,
      environment,
      hasOldVersions,
      previews: { input: rankedText(input_rank, input_preview), output: rankedText(output_rank, output_preview) },
    };
  });
}

function rankedText(rank: number, text: string | null): RankedText | null {
  return text === null ? null : { rank, text };
}
