import { newUuid } from "@plumbline/base/ids";
import type { EvaluationDeps } from "../evaluation-deps";
import type { EvaluationState } from "../evaluation-types";
import { publishSummary } from "../publish-summary";
import { enqueue } from "../request-evaluation";
import { inTraceTransaction } from "../trace-transaction";
import { type ActiveTask, holdTask } from "./active-task";
import { keyOf } from "./write-decisions";

/**
 * Runs the evaluation of a trace again, where somebody asked for that or a stopped task goes on. One that has scores keeps them
 * and gets a successor; any other is queued again, and answers that its judge has given are not asked for twice.
 */
export async function requeueResult(deps: EvaluationDeps, task: ActiveTask, traceId: string): Promise<void> {
  const queued = await inTraceTransaction(deps.pool, task.projectId, traceId, async (client) => {
    if (!(await holdTask(client, task))) return undefined;
    const { rows } = await client.query<{ id: string; state: EvaluationState; attempt: number }>(
      `SELECT e.id, e.state, e.attempt FROM evaluation_decision AS d
         JOIN evaluation AS e ON e.project_id = d.project_id AND e.id = d.evaluation_id
        WHERE d.project_id = $1 AND d.task_id = $2 AND d.version = $3 AND d.trace_id = $4 AND d.state = 'waiting'`,
      [...keyOf(task), traceId],
    );
    const [row] = rows;
    const hasScores = row?.state === "succeeded" || row?.state === "partly" || row?.state === "superseded";
    const id = hasScores ? newUuid() : row?.id;
    await client.query(
      `UPDATE evaluation_decision SET state = 'taken', due_at = NULL, evaluation_id = coalesce($5, evaluation_id), reason = NULL
        WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4 AND state = 'waiting'`,
      [...keyOf(task), traceId, id ?? null],
    );
    if (row === undefined || id === undefined) return undefined;
    if (hasScores) {
      await client.query(
        `INSERT INTO evaluation (id, project_id, trace_id, trace_start_time, application, state, config, judge_model_id,
           judge_snapshot, requested_by, next_attempt_at, task_id, task_version)
         SELECT $3, project_id, trace_id, trace_start_time, application, 'queued', config, judge_model_id,
           judge_snapshot, requested_by, now(), task_id, task_version
           FROM evaluation WHERE project_id = $1 AND id = $2`,
        [task.projectId, row.id, id],
      );
    } else {
      const { rowCount } = await client.query(
        `UPDATE evaluation SET state = 'queued', state_reason = NULL, queued_at = now(), next_attempt_at = now(),
                finished_at = NULL, lease_losses = 0
          WHERE project_id = $1 AND id = $2 AND state IN ('failed', 'cancelled', 'not_extracted')`,
        [task.projectId, id],
      );
      if (rowCount !== 1) return undefined;
    }
    await publishSummary(client, task.projectId, traceId);
    return { id, attempt: hasScores ? 0 : row.attempt };
  });
  if (queued !== undefined) await enqueue(deps, task.projectId, queued.id, queued.attempt);
}
