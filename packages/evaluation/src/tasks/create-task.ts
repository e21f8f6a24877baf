import { randomBytes } from "node:crypto";
import type { Grant } from "@plumbline/base/grant";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { inTransaction, type PoolClient } from "@plumbline/db/pool";
import { readSettledThrough } from "@plumbline/span-store/scan/scan-traces";
import type { EvaluationDeps } from "../evaluation-deps";
import { toSnapshot } from "../models/judge-model-view";
import { getJudgeModel } from "../models/judge-models";
import { principalName } from "../request-evaluation";
import { toJsonb } from "../store-sql";
import { requirePriceFor } from "./judge-price";
import { getTask } from "./read-tasks";
import { type CheckedTask, checkTask, judgingHash, type TaskInput } from "./task-settings";
import type { TaskDetail } from "./task-types";

export type TaskGrant = Grant<"task:manage">;

/**
 * Stores a task, which begins at once, or when its sampling start comes. An end in the past makes it a backfill. Throws
 * `request.invalid` with the field at fault, and `resource.not_found` for the judge.
 */
export async function createTask(
  deps: EvaluationDeps,
  grant: TaskGrant,
  input: TaskInput,
  { isPaused = false }: { readonly isPaused?: boolean } = {},
): Promise<TaskDetail> {
  const { projectId, principal } = grant;
  const task = checkTask(input, new Date());
  const judge = await getJudgeModel(deps, projectId, task.judgeModelId);
  await requirePriceFor(deps.pool, projectId, judge, task.budget);
  const id = newUuid();
  const by = principalName(principal);
  await inTransaction(deps.pool, async (client) => {
    await client.query(
      `INSERT INTO evaluation_task (project_id, id, name, state, version, budget, created_by, started_at)
       VALUES ($1, $2, $3, CASE WHEN $7 THEN 'paused' WHEN $4::timestamptz <= now() THEN 'running' ELSE 'created' END, 1, $5, $6,
               CASE WHEN NOT $7 AND $4::timestamptz <= now() THEN now() END)`,
      [projectId, id, task.name, task.samplingStart, task.budget === null ? null : toJsonb(task.budget), by, isPaused],
    );
    await insertVersion(client, deps, {
      projectId,
      taskId: id,
      version: 1,
      task,
      judgeSnapshot: toSnapshot(judge, deps.standInUrl),
      salt: randomBytes(12).toString("base64url"),
      by,
    });
    await deps.recordAuditEvent(
      {
        action: "evaluation-task.created",
        principal,
        projectId,
        object: { kind: "evaluation-task", id },
        detail: { name: task.name, version: 1, judge: judge.name },
      },
      client,
    );
  });
  return getTask(deps, grant, id);
}

export interface NewVersion {
  readonly projectId: ProjectId;
  readonly taskId: string;
  readonly version: number;
  readonly task: CheckedTask;
  readonly judgeSnapshot: ReturnType<typeof toSnapshot>;
  readonly salt: string;
  readonly by: string;
}

/** What was received so far is found by the scan of the past, what is received from now on by the live one. */
export async function insertVersion(client: PoolClient, deps: EvaluationDeps, given: NewVersion): Promise<void> {
  const { projectId, taskId, version, task, judgeSnapshot, salt, by } = given;
  await client.query(
    `INSERT INTO evaluation_task_version (project_id, task_id, version, application, filter, config, judge_model_id,
       judge_snapshot, judging_hash, sampling_start, sampling_end, sampling, salt, quiet_seconds, received_through, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      projectId,
      taskId,
      version,
      task.application,
      task.filter,
      toJsonb(task.config),
      task.judgeModelId,
      toJsonb(judgeSnapshot),
      judgingHash(task.config, task.judgeModelId),
      task.samplingStart,
      task.samplingEnd,
      toJsonb(task.sampling),
      salt,
      task.quietSeconds,
      await readSettledThrough(client, deps.taskTimes.settleMs),
      by,
    ],
  );
}
