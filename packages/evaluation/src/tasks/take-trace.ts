import { newUuid } from "@plumbline/base/ids";
import type { PoolClient } from "@plumbline/db/pool";
import type { ScannedTrace } from "@plumbline/span-store/scan/scan-traces";
import type { EvaluationDeps } from "../evaluation-deps";
import { publishSummary } from "../publish-summary";
import { enqueue } from "../request-evaluation";
import type { StateReason } from "../state-reason";
import { toJsonb } from "../store-sql";
import { inTraceTransaction } from "../trace-transaction";
import { type ActiveTask, holdTask } from "./active-task";
import { keyOf } from "./write-decisions";

const incomplete: StateReason = {
  code: "incomplete_trace",
  message: "No ended root span arrived for a quarter of an hour. The trace was judged as it stood.",
};

/**
 * Makes an evaluation of a waiting trace, in one transaction with its decision, and queues it. Does nothing where another worker
 * was first or the task was changed.
 */
export async function takeTrace(
  deps: EvaluationDeps,
  task: ActiveTask,
  trace: ScannedTrace,
  isComplete: boolean,
): Promise<void> {
  const id = await inTraceTransaction(deps.pool, task.projectId, trace.traceId, async (client) => {
    if (!(await holdTask(client, task))) return undefined;
    const made = newUuid();
    const { rowCount } = await client.query(
      `UPDATE evaluation_decision
          SET state = 'taken', evaluation_id = $5, due_at = NULL, window_start = NULL, seen_through = $6, reason = $7
        WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4 AND state = 'waiting' AND evaluation_id IS NULL`,
      [...keyOf(task), trace.traceId, made, trace.lastReceived, isComplete ? null : toJsonb(incomplete)],
    );
    if (rowCount !== 1) return undefined;
    if (await reuseResult(client, task, trace.traceId)) return undefined;
    await insertEvaluation(client, task, trace, made);
    return made;
  });
  if (id !== undefined) await enqueue(deps, task.projectId, id, 0);
}

/** In a transaction of the trace. */
export async function insertEvaluation(
  client: PoolClient,
  task: ActiveTask,
  trace: ScannedTrace,
  id: string,
): Promise<void> {
  await client.query(
    `INSERT INTO evaluation (id, project_id, trace_id, trace_start_time, application, state, config, judge_model_id,
       judge_snapshot, requested_by, next_attempt_at, task_id, task_version)
     VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, now(), $10, $11)`,
    [
      id,
      task.projectId,
      trace.traceId,
      trace.startTime,
      trace.application,
      toJsonb(task.config),
      task.judgeModelId,
      toJsonb(task.judgeSnapshot),
      `task:${task.taskId}`,
      task.taskId,
      task.version,
    ],
  );
  await publishSummary(client, task.projectId, trace.traceId);
}

/** A result of an earlier version that judged in the very same way stands for this one as well, and is not paid for again. */
async function reuseResult(client: PoolClient, task: ActiveTask, traceId: string): Promise<boolean> {
  if (task.version === 1) return false;
  const { rowCount } = await client.query(
    `UPDATE evaluation_decision AS d SET evaluation_id = earlier.id
       FROM (SELECT e.id FROM evaluation_decision AS o
               JOIN evaluation_task_version AS v
                 ON v.project_id = o.project_id AND v.task_id = o.task_id AND v.version = o.version
               JOIN evaluation AS e ON e.project_id = o.project_id AND e.id = o.evaluation_id
              WHERE o.project_id = $1 AND o.task_id = $2 AND o.version < $3 AND o.trace_id = $4
                AND v.judging_hash = $5 AND e.state IN ('succeeded', 'partly', 'not_extracted')
              ORDER BY o.version DESC LIMIT 1) AS earlier
      WHERE d.project_id = $1 AND d.task_id = $2 AND d.version = $3 AND d.trace_id = $4`,
    [...keyOf(task), traceId, task.judgingHash],
  );
  return rowCount === 1;
}
