import type { ProjectId } from "@plumbline/base/ids";
import type { EvaluationDeps } from "../evaluation-deps";
import { publishSummary } from "../publish-summary";
import { enqueue } from "../request-evaluation";
import type { StateReason } from "../state-reason";
import { toJsonb } from "../store-sql";
import { inTraceTransaction } from "../trace-transaction";

const batchMax = 1_000;

/** Cancels a task's evaluations that have not begun; without a version those of every one. Running ones finish. */
export async function cancelOpen(
  deps: EvaluationDeps,
  projectId: ProjectId,
  taskId: string,
  version: number | undefined,
  reason: StateReason,
): Promise<void> {
  const { rows } = await deps.pool.query<{ id: string; trace_id: string }>(
    `SELECT id, trace_id FROM evaluation
      WHERE project_id = $1 AND task_id = $2 AND ($3::int IS NULL OR task_version = $3) AND state IN ('queued', 'delayed')
      LIMIT $4`,
    [projectId, taskId, version ?? null, batchMax],
  );
  for (const { id, trace_id } of rows) {
    await inTraceTransaction(deps.pool, projectId, trace_id, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE evaluation SET state = 'cancelled', state_reason = $3, finished_at = now(), next_attempt_at = NULL
          WHERE project_id = $1 AND id = $2 AND state IN ('queued', 'delayed')`,
        [projectId, id, toJsonb(reason)],
      );
      if (rowCount === 1) await publishSummary(client, projectId, trace_id);
    });
  }
}

/** Tells the queue what a task had held back; what was delayed by a judge that is well again does not wait any longer. */
export async function enqueueReleased(deps: EvaluationDeps, projectId: ProjectId, taskId: string): Promise<void> {
  const { rows } = await deps.pool.query<{ id: string; attempt: number }>(
    `UPDATE evaluation SET next_attempt_at = least(next_attempt_at, now())
      WHERE project_id = $1 AND task_id = $2 AND state IN ('queued', 'delayed') RETURNING id, attempt`,
    [projectId, taskId],
  );
  for (const { id, attempt } of rows.slice(0, batchMax)) await enqueue(deps, projectId, id, attempt);
}
