import type { ProjectId, TraceId } from "@plumbline/base/ids";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import type { EvaluationSummary } from "./read/types";

/**
 * Sets what a trace's row says of its newest evaluation; the only writer of these columns. Evaluation ids are UUIDs of
 * version 7, which sort by the time of the request: the summary of an older evaluation changes nothing, the same
 * evaluation's next state replaces the one before. That it is the next, and no state read long ago, is the caller's to see
 * to: read and write MUST happen under one lock of the trace. Answers whether the row was changed; a trace that is no longer stored is
 * no error, because expired data goes while its evaluations stay.
 */
export async function writeEvaluationSummary(
  client: Pool | PoolClient,
  projectId: ProjectId,
  traceId: TraceId,
  summary: EvaluationSummary,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE trace SET evaluation = $3::jsonb, evaluation_state = $4
WHERE project_id = $1 AND trace_id = $2 AND (evaluation IS NULL OR (evaluation ->> 'evaluationId')::uuid <= $5::uuid)`,
    [projectId, traceId, JSON.stringify(summary), summary.state, summary.evaluationId],
  );
  return rowCount === 1;
}

/** A trace whose evaluations were deleted shows none. Under the same lock as `writeEvaluationSummary`. */
export async function clearEvaluationSummary(
  client: Pool | PoolClient,
  projectId: ProjectId,
  traceIdText: string,
): Promise<void> {
  await client.query(
    "UPDATE trace SET evaluation = NULL, evaluation_state = NULL WHERE project_id = $1 AND trace_id = $2",
    [projectId, traceIdText],
  );
}
