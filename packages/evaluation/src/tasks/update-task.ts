import { PlumblineError } from "@plumbline/base/errors";
import { inTransaction } from "@plumbline/db/pool";
import type { EvaluationDeps } from "../evaluation-deps";
import { toSnapshot } from "../models/judge-model-view";
import { getJudgeModel } from "../models/judge-models";
import { principalName } from "../request-evaluation";
import type { StateReason } from "../state-reason";
import { toJsonb } from "../store-sql";
import { cancelWaiting } from "./change-task-state";
import { insertVersion, type TaskGrant } from "./create-task";
import { requirePriceFor } from "./judge-price";
import { cancelOpen } from "./open-evaluations";
import { findTask, getTask, type TaskRow } from "./read-tasks";
import { type CheckedTask, checkTask, judgingHash, patched, type TaskInput, type TaskPatch } from "./task-settings";
import type { TaskDetail } from "./task-types";

const updated: StateReason = {
  code: "task_updated",
  message: "The task was changed before this was judged; the new version decides about this trace.",
};

/**
 * Changes a task. Name and caps change in place; everything else makes a new version, which decides about every trace of the
 * period again. What an earlier version has judged in the very same way is taken over and not paid for again. A task that was
 * blocked or completed runs on. Throws as `createTask` does.
 */
export async function updateTask(
  deps: EvaluationDeps,
  grant: TaskGrant,
  id: string,
  patch: TaskPatch,
): Promise<TaskDetail> {
  const { projectId, principal } = grant;
  const row = await findTask(deps, projectId, id);
  const task = checkTask(patched(inputOf(row), patch), row.sampling_start);
  const judge = await getJudgeModel(deps, projectId, task.judgeModelId);
  await requirePriceFor(deps.pool, projectId, judge, task.budget);
  const isNewVersion = isDifferent(row, task);
  const version = isNewVersion ? row.version + 1 : row.version;
  await inTransaction(deps.pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE evaluation_task
          SET name = $3, budget = $4, version = $5, updated_at = now(),
              state = CASE WHEN $6 AND state IN ('blocked', 'completed', 'failed', 'created', 'running')
                           THEN CASE WHEN $7::timestamptz <= now() THEN 'running' ELSE 'created' END ELSE state END,
              state_reason = CASE WHEN $6 THEN NULL ELSE state_reason END,
              ended_at = CASE WHEN $6 AND state <> 'stopped' THEN NULL ELSE ended_at END
        WHERE project_id = $1 AND id = $2 AND version = $8 AND deleted_at IS NULL`,
      [
        projectId,
        id,
        task.name,
        task.budget === null ? null : toJsonb(task.budget),
        version,
        isNewVersion,
        task.samplingStart,
        row.version,
      ],
    );
    if (rowCount !== 1) {
      throw new PlumblineError("resource.conflict", {
        message:
          "Somebody else changed this task a moment ago. Nothing was stored; look at it again and repeat the change.",
      });
    }
    if (row.budget === null && task.budget !== null) await seedSpend(client, projectId, id);
    if (isNewVersion) {
      const judgeSnapshot = toSnapshot(judge, deps.standInUrl);
      const by = principalName(principal);
      await insertVersion(client, deps, { projectId, taskId: id, version, task, judgeSnapshot, salt: row.salt, by });
      await cancelWaiting(client, projectId, id, row.version, updated);
    }
    await deps.recordAuditEvent(
      {
        action: "evaluation-task.updated",
        principal,
        projectId,
        object: { kind: "evaluation-task", id },
        detail: { name: task.name, version, changed: Object.keys(patch) },
      },
      client,
    );
  });
  if (isNewVersion) await cancelOpen(deps, projectId, id, row.version, updated);
  return getTask(deps, grant, id);
}

/** The settings of a stored task, in the form in which they are given. */
export function inputOf(row: TaskRow): TaskInput {
  return {
    name: row.name,
    application: row.application,
    filter: row.filter,
    judgeModelId: row.judge_model_id,
    metrics: row.config.metrics,
    k: row.config.k,
    relevanceThreshold: row.config.relevanceThreshold,
    extraction: row.config.extraction,
    samplingStart: row.sampling_start.toISOString(),
    samplingEnd: row.sampling_end?.toISOString() ?? null,
    sampling: row.sampling,
    quietSeconds: row.quiet_seconds,
    budget: row.budget,
  };
}

function isDifferent(row: TaskRow, task: CheckedTask): boolean {
  const before = [
    row.application,
    row.filter,
    row.sampling_start.getTime(),
    row.sampling_end?.getTime() ?? null,
    JSON.stringify(row.sampling.policy === "window" ? row.sampling.everyMinutes : row.sampling.percent),
    row.sampling.policy,
    row.quiet_seconds,
    judgingHash(row.config, row.judge_model_id),
  ];
  const after = [
    task.application,
    task.filter,
    task.samplingStart.getTime(),
    task.samplingEnd?.getTime() ?? null,
    JSON.stringify(task.sampling.policy === "window" ? task.sampling.everyMinutes : task.sampling.percent),
    task.sampling.policy,
    task.quietSeconds,
    judgingHash(task.config, task.judgeModelId),
  ];
  return before.some((value, place) => value !== after[place]);
}

/** A total cap that is set later counts what was spent before, too. */
async function seedSpend(
  client: Parameters<Parameters<typeof inTransaction>[1]>[0],
  projectId: string,
  taskId: string,
): Promise<void> {
  await client.query(
    `INSERT INTO evaluation_spend (project_id, task_id, day, tokens_spent)
     SELECT $1, $2, 'infinity', coalesce(sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)), 0)
       FROM evaluation WHERE project_id = $1 AND task_id = $2
     ON CONFLICT (project_id, task_id, day) DO NOTHING`,
    [projectId, taskId],
  );
}
