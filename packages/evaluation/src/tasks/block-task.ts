import type { Pool } from "@plumbline/db/pool";
import type { EvaluationDeps } from "../evaluation-deps";
import type { EvaluationLease, RunEnd } from "../evaluation-lease";
import type { StateReason } from "../state-reason";
import { toJsonb } from "../store-sql";

/** Of these no other trace fares better, until a person does something. */
const permanentCodes: ReadonlySet<string> = new Set(["auth", "quota", "judge_removed", "token_unreadable"]);
/** A 400 may be one trace's own; the third in a row is the judge's. */
const refusalsInRowMax = 3;
/** Runs of one evaluation that reached nobody, one minute and then five apart. */
const unreachedRunsMax = 3;

type TaskLease = Pick<EvaluationLease, "projectId" | "evaluationId" | "task" | "attempt">;

/** Whether a failure means that the task's judge refuses everything. */
export async function isBlocking(pool: Pool, lease: TaskLease, reason: StateReason): Promise<boolean> {
  if (lease.task === null) return false;
  if (permanentCodes.has(reason.code)) return true;
  if (reason.code !== "invalid_request") return false;
  // The address is refused, or nothing of this name is there.
  if (reason.httpStatus === undefined || (reason.httpStatus !== 400 && reason.httpStatus !== 422)) return true;
  const { rows } = await pool.query<{ refusals: number }>(
    `SELECT count(*) FILTER (WHERE state = 'failed' AND state_reason ->> 'code' = 'invalid_request')::int AS refusals
       FROM (SELECT state, state_reason FROM evaluation
              WHERE project_id = $1 AND task_id = $2 AND finished_at IS NOT NULL AND id <> $3
              ORDER BY finished_at DESC LIMIT $4) AS latest`,
    [lease.projectId, lease.task.id, lease.evaluationId, refusalsInRowMax - 1],
  );
  return (rows[0]?.refusals ?? 0) >= refusalsInRowMax - 1;
}

/** Answers whether the task now waits for a person: blocked by this, blocked already, or paused. */
export async function blockTask(pool: Pool, { projectId, task }: TaskLease, reason: StateReason): Promise<boolean> {
  if (task === null) return false;
  const { rows } = await pool.query<{ is_waiting: boolean }>(
    `WITH blocked AS (
       UPDATE evaluation_task SET state = 'blocked', state_reason = $4, updated_at = now()
        WHERE project_id = $1 AND id = $2 AND version = $3 AND state = 'running' AND deleted_at IS NULL RETURNING 1)
     SELECT EXISTS (SELECT FROM blocked) OR EXISTS (
       SELECT FROM evaluation_task WHERE project_id = $1 AND id = $2 AND version = $3 AND state IN ('blocked', 'paused')
     ) AS is_waiting`,
    [projectId, task.id, task.version, toJsonb(reason)],
  );
  return rows[0]?.is_waiting ?? false;
}

/**
 * The end of a task's run: where its judge refuses for good, the task is blocked with the reason and the evaluation waits with it,
 * so that no further trace is burnt. Any other end stays as it is.
 */
export async function blockedEnd(deps: EvaluationDeps, lease: EvaluationLease, end: RunEnd): Promise<RunEnd> {
  const { reason } = end;
  if (lease.task === null || reason === null) return end;
  const waits: RunEnd = { state: "queued", reason: null, results: [] };
  if (end.state === "delayed" && reason.code === "network" && lease.attempt >= unreachedRunsMax) {
    const message = `${reason.message} It was tried for several minutes. Resume the task when the judge is back.`;
    return (await blockTask(deps.pool, lease, { ...reason, code: "judge_unreachable", message })) ? waits : end;
  }
  if (end.state !== "failed" || !(await isBlocking(deps.pool, lease, reason))) return end;
  return (await blockTask(deps.pool, lease, reason)) ? waits : end;
}
