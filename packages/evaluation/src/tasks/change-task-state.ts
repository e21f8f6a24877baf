import type { AuditAction } from "@plumbline/access/audit";
import { PlumblineError } from "@plumbline/base/errors";
import { inTransaction, type PoolClient } from "@plumbline/db/pool";
import type { EvaluationDeps } from "../evaluation-deps";
import type { StateReason } from "../state-reason";
import { toJsonb } from "../store-sql";
import type { TaskGrant } from "./create-task";
import { cancelOpen, enqueueReleased } from "./open-evaluations";
import { findTask, getTask, type TaskRow } from "./read-tasks";
import type { TaskDetail, TaskState } from "./task-types";

const stopped: StateReason = {
  code: "task_stopped",
  message: "The task was stopped. It is judged when the task goes on.",
};

/** Nothing new is begun, and what waits stays as it is until the task is resumed; running evaluations finish. */
export async function pauseTask(deps: EvaluationDeps, grant: TaskGrant, id: string): Promise<TaskDetail> {
  await change(deps, grant, id, {
    from: ["created", "running", "blocked"],
    verb: "paused",
    action: "evaluation-task.paused",
    apply: (client, { projectId }) =>
      client.query(
        "UPDATE evaluation_task SET state = 'paused', state_reason = NULL, updated_at = now() WHERE project_id = $1 AND id = $2",
        [projectId, id],
      ),
  });
  return getTask(deps, grant, id);
}

/** Running evaluations finish, whatever waits is cancelled. A stopped task can be resumed. */
export async function stopTask(deps: EvaluationDeps, grant: TaskGrant, id: string): Promise<TaskDetail> {
  await change(deps, grant, id, {
    from: ["created", "running", "paused", "blocked"],
    verb: "stopped",
    action: "evaluation-task.stopped",
    apply: async (client, { projectId }) => {
      await client.query(
        `UPDATE evaluation_task SET state = 'stopped', state_reason = NULL, ended_at = now(), updated_at = now()
          WHERE project_id = $1 AND id = $2`,
        [projectId, id],
      );
      await cancelWaiting(client, projectId, id, undefined, stopped);
    },
  });
  await cancelOpen(deps, grant.projectId, id, undefined, stopped);
  return getTask(deps, grant, id);
}

/** Goes on where it was: what came in meanwhile is looked at, and what was cancelled by the stop waits again. */
export async function resumeTask(deps: EvaluationDeps, grant: TaskGrant, id: string): Promise<TaskDetail> {
  await change(deps, grant, id, {
    from: ["paused", "blocked", "stopped", "failed"],
    verb: "resumed",
    action: "evaluation-task.resumed",
    apply: async (client, { projectId }, row) => {
      await client.query(
        `UPDATE evaluation_task
            SET state = CASE WHEN $3::timestamptz <= now() THEN 'running' ELSE 'created' END, state_reason = NULL,
                started_at = CASE WHEN $3::timestamptz <= now() THEN coalesce(started_at, now()) END, ended_at = NULL,
                updated_at = now()
          WHERE project_id = $1 AND id = $2`,
        [projectId, id, row.sampling_start],
      );
      await client.query(
        `UPDATE evaluation_decision AS d SET state = 'waiting', due_at = now(), reason = NULL
          WHERE project_id = $1 AND task_id = $2 AND version = $3
            AND ((state = 'cancelled' AND reason ->> 'code' = 'task_stopped')
              OR (state = 'taken' AND EXISTS (
                    SELECT FROM evaluation AS e
                     WHERE e.project_id = $1 AND e.id = d.evaluation_id AND e.state = 'cancelled'
                       AND e.state_reason ->> 'code' = 'task_stopped')))`,
        [projectId, id, row.version],
      );
    },
  });
  await enqueueReleased(deps, grant.projectId, id);
  return getTask(deps, grant, id);
}

/** Traces that wait for their turn; without a version those of every one. */
export async function cancelWaiting(
  client: PoolClient,
  projectId: string,
  taskId: string,
  version: number | undefined,
  reason: StateReason,
): Promise<void> {
  await client.query(
    `UPDATE evaluation_decision SET state = 'cancelled', due_at = NULL, window_start = NULL, reason = $4
      WHERE project_id = $1 AND task_id = $2 AND ($3::int IS NULL OR version = $3) AND state = 'waiting'`,
    [projectId, taskId, version ?? null, toJsonb(reason)],
  );
}

interface StateChange {
  readonly from: readonly TaskState[];
  readonly verb: string;
  readonly action: AuditAction;
  apply(client: PoolClient, grant: TaskGrant, row: TaskRow): Promise<unknown>;
}

/** Throws `resource.not_found`, and `resource.conflict` from any other state. The change and its audit event are one. */
async function change(deps: EvaluationDeps, grant: TaskGrant, id: string, given: StateChange): Promise<void> {
  const { projectId, principal } = grant;
  const row = await findTask(deps, projectId, id);
  await inTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<{ state: TaskState }>(
      "SELECT state FROM evaluation_task WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE",
      [projectId, id],
    );
    const state = rows[0]?.state;
    if (state === undefined || !given.from.includes(state)) {
      throw new PlumblineError("resource.conflict", {
        message: `This task is ${state ?? "deleted"}; only one that is ${given.from.join(", ")} can be ${given.verb}.`,
      });
    }
    await given.apply(client, grant, row);
    await deps.recordAuditEvent(
      {
        action: given.action,
        principal,
        projectId,
        object: { kind: "evaluation-task", id },
        detail: { name: row.name, from: state },
      },
      client,
    );
  });
}
