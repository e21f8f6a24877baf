import type { Grant } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import type { PoolClient } from "@plumbline/db/pool";
import type { EvaluationDeps } from "../evaluation-deps";
import { type ActiveTask, loadActiveTask } from "./active-task";
import { closeWindows } from "./close-windows";
import { purgeTask } from "./delete-task";
import { quietMsOf, scanTask } from "./scan-task";
import { startDue } from "./start-due";
import { keyOf } from "./write-decisions";

/** First half of the key of the lock; any number that no other two-part advisory lock of this database uses. */
const taskLock = 0x65767461;
/** One task does not hold up the others for longer. */
const turnMsMax = 2_000;

export interface ActiveTaskId {
  readonly projectId: ProjectId;
  readonly taskId: string;
}

/** Tasks that have something to do, of every project: ids only. */
export async function listActiveTasks({ pool }: EvaluationDeps): Promise<ActiveTaskId[]> {
  const { rows } = await pool.query<{ project_id: ProjectId; id: string }>(
    `SELECT project_id, id FROM evaluation_task
      WHERE (state IN ('created', 'running') AND deleted_at IS NULL) OR removes_results
      ORDER BY project_id, id`,
  );
  return rows.map(({ project_id, id }) => ({ projectId: project_id, taskId: id }));
}

/**
 * One turn of a task: looks at what came in and at what is left of the past, closes windows, starts what is due, and completes
 * the task when nothing is left. Short, and safe to repeat: where another worker is at this task it does nothing, and a worker
 * that dies in the middle leaves nothing half done.
 */
export async function advanceTask(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  taskId: string,
  stopping: AbortSignal,
): Promise<void> {
  await withTaskLock(deps, taskId, async () => {
    const until = Date.now() + turnMsMax;
    if (await purgeTask(deps, grant.projectId, taskId)) return;
    let task = await loadActiveTask(deps.pool, grant.projectId, taskId);
    if (task === undefined) return;
    const quietMs = await quietMsOf(deps, task);
    for (;;) {
      const scanned = await scanTask(deps, task, quietMs);
      if (scanned === undefined) return;
      task = scanned.task;
      await closeWindows(deps, task, quietMs);
      const isMoreDue = await startDue(deps, grant, task, quietMs);
      const isDone = !scanned.isBehind && !isMoreDue;
      if (isDone) await completeTask(deps, task, quietMs);
      if (isDone || stopping.aborted || Date.now() > until) return;
    }
  });
}

async function withTaskLock(deps: EvaluationDeps, taskId: string, work: () => Promise<void>): Promise<void> {
  const client: PoolClient = await deps.pool.connect();
  let broken: Error | undefined;
  try {
    const lock = [taskLock, taskId];
    const { rows } = await client.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine",
      lock,
    );
    if (!rows[0]?.mine) return;
    try {
      await work();
    } finally {
      await client.query("SELECT pg_advisory_unlock($1, hashtext($2))", lock);
    }
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The sampling period is over, everything of it was looked at, and nothing waits or is under way. */
async function completeTask(deps: EvaluationDeps, task: ActiveTask, quietMs: number): Promise<void> {
  if (task.samplingEnd === null || !task.isBackfilled) return;
  await deps.pool.query(
    `UPDATE evaluation_task AS t SET state = 'completed', ended_at = now(), updated_at = now(), state_reason = NULL
      WHERE t.project_id = $1 AND t.id = $2 AND t.version = $3 AND t.state = 'running'
        AND $4::timestamptz + make_interval(secs => $5) <= $6::timestamptz
        AND NOT EXISTS (SELECT FROM evaluation_decision AS d
                         WHERE d.project_id = $1 AND d.task_id = $2 AND d.version = $3 AND d.state = 'waiting')
        AND NOT EXISTS (SELECT FROM evaluation_decision AS d
                         WHERE d.project_id = $1 AND d.task_id = $2 AND d.version = $3 AND d.due_at IS NOT NULL AND d.window_start IS NULL)
        AND NOT EXISTS (SELECT FROM evaluation AS e
                         WHERE e.project_id = $1 AND e.task_id = $2 AND e.state IN ('queued', 'running', 'delayed'))`,
    [...keyOf(task), task.samplingEnd, quietMs / 1_000, task.receivedThrough],
  );
}
