import type { ProjectId } from "@plumbline/base/ids";
import { inTransaction } from "@plumbline/db/pool";
import { clearEvaluationSummary } from "@plumbline/span-store/evaluation-summary";
import type { EvaluationDeps } from "../evaluation-deps";
import { publishSummary } from "../publish-summary";
import type { StateReason } from "../state-reason";
import { inTraceTransaction } from "../trace-transaction";
import type { TaskGrant } from "./create-task";
import { cancelOpen } from "./open-evaluations";
import { findTask } from "./read-tasks";

const deleted: StateReason = { code: "task_stopped", message: "The task was deleted before this was judged." };

/** Evaluations that one turn of the worker deletes. */
const purgedPerTurn = 200;

/**
 * Takes a task out of sight and ends what it had under way. Its results stay with their traces, or are deleted by the worker, bit
 * by bit. Throws `resource.not_found`.
 */
export async function deleteTask(
  deps: EvaluationDeps,
  grant: TaskGrant,
  id: string,
  { keepResults }: { readonly keepResults: boolean },
): Promise<void> {
  const { projectId, principal } = grant;
  const { name } = await findTask(deps, projectId, id);
  await inTransaction(deps.pool, async (client) => {
    await client.query(
      `UPDATE evaluation_task
          SET deleted_at = now(), removes_results = $3, updated_at = now(),
              state = CASE WHEN state = 'completed' THEN state ELSE 'stopped' END, ended_at = coalesce(ended_at, now())
        WHERE project_id = $1 AND id = $2`,
      [projectId, id, !keepResults],
    );
    await deps.recordAuditEvent(
      {
        action: "evaluation-task.deleted",
        principal,
        projectId,
        object: { kind: "evaluation-task", id },
        detail: { name, keepResults },
      },
      client,
    );
  });
  await cancelOpen(deps, projectId, id, undefined, deleted);
}

/** One turn of deleting the results of a deleted task; its rows go last. Answers whether it was one. */
export async function purgeTask(deps: EvaluationDeps, projectId: ProjectId, taskId: string): Promise<boolean> {
  const { pool } = deps;
  const { rows: found } = await pool.query(
    "SELECT 1 FROM evaluation_task WHERE project_id = $1 AND id = $2 AND removes_results",
    [projectId, taskId],
  );
  if (found.length === 0) return false;
  const { rows } = await pool.query<{ id: string; trace_id: string }>(
    "SELECT id, trace_id FROM evaluation WHERE project_id = $1 AND task_id = $2 AND state <> 'running' LIMIT $3",
    [projectId, taskId, purgedPerTurn],
  );
  for (const { id, trace_id } of rows) {
    await inTraceTransaction(pool, projectId, trace_id, async (client) => {
      await client.query("DELETE FROM evaluation WHERE project_id = $1 AND id = $2", [projectId, id]);
      await clearEvaluationSummary(client, projectId, trace_id);
      await publishSummary(client, projectId, trace_id);
    });
  }
  if (rows.length > 0) return true;
  await inTransaction(pool, async (client) => {
    const { rows: left } = await client.query(
      "SELECT 1 FROM evaluation WHERE project_id = $1 AND task_id = $2 LIMIT 1",
      [projectId, taskId],
    );
    if (left.length > 0) return;
    for (const table of ["evaluation_decision", "evaluation_window", "evaluation_spend", "evaluation_reservation"]) {
      await client.query(`DELETE FROM ${table} WHERE project_id = $1 AND task_id = $2`, [projectId, taskId]);
    }
    await client.query("DELETE FROM evaluation_task WHERE project_id = $1 AND id = $2", [projectId, taskId]);
  });
  return true;
}
