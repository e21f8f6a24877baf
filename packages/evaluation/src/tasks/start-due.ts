import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { matchTraces } from "@plumbline/span-store/scan/match-traces";
import { readScanned, type ScannedTrace } from "@plumbline/span-store/scan/scan-traces";
import type { EvaluationDeps } from "../evaluation-deps";
import type { StateReason } from "../state-reason";
import { toJsonb } from "../store-sql";
import type { ActiveTask } from "./active-task";
import { readinessOf } from "./completeness";
import { isEligible, isJudgeTrace } from "./decide-trace";
import { recheckTrace } from "./recheck-trace";
import { requeueResult } from "./requeue-result";
import { takeTrace } from "./take-trace";
import { keyOf } from "./write-decisions";

const rowsPerBatch = 100;

interface DueRow {
  readonly trace_id: string;
  readonly state: "waiting" | "taken";
  readonly evaluation_id: string | null;
  readonly now_ms: number;
}

const gone: StateReason = {
  code: "trace_missing",
  message: "The trace expired before it could be judged.",
};

/**
 * Sees to the decisions that are due: a waiting trace that is whole and still matches is taken, one that has received spans in
 * the meantime waits on, one that was taken is looked at for late spans. At most `openMax` evaluations of a task are under way,
 * so that pausing, stopping and caps act at once. Answers whether more is due.
 */
export async function startDue(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  task: ActiveTask,
  quietMs: number,
): Promise<boolean> {
  const room = deps.taskTimes.openMax - (await countOpen(deps, task));
  const limit = Math.min(rowsPerBatch, room);
  if (limit <= 0) return false;
  const { rows } = await deps.pool.query<DueRow>(
    `SELECT trace_id, state, evaluation_id, (extract(epoch FROM now()) * 1000)::float8 AS now_ms FROM evaluation_decision
      WHERE project_id = $1 AND task_id = $2 AND version = $3 AND due_at <= now() AND window_start IS NULL
        AND state IN ('waiting', 'taken')
      ORDER BY due_at LIMIT $4`,
    [...keyOf(task), limit],
  );
  const ids = rows.map((row) => row.trace_id);
  const traces = new Map((await readScanned(deps.pool, task.projectId, ids)).map((trace) => [trace.traceId, trace]));
  const matching = await matchTraces(deps.pool, task.projectId, task.query, [...traces.keys()]);
  for (const row of rows) {
    const trace = traces.get(row.trace_id);
    if (row.state === "waiting" && row.evaluation_id !== null) await requeueResult(deps, task, row.trace_id);
    else if (trace === undefined) await endWithoutTrace(deps, task, row);
    else await seeTo(deps, grant, task, row, trace, matching.has(row.trace_id), quietMs);
  }
  return rows.length === limit;
}

async function seeTo(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  task: ActiveTask,
  row: DueRow,
  trace: ScannedTrace,
  isMatch: boolean,
  quietMs: number,
): Promise<void> {
  const { atMs, isComplete } = readinessOf(trace, quietMs);
  if (atMs > row.now_ms || trace.isTotalsDue) {
    return waitUntil(deps, task, row, Math.max(atMs, row.now_ms + 2_000));
  }
  if (row.evaluation_id !== null) {
    return recheckTrace(deps, grant, task, trace, row.evaluation_id).catch((error: unknown) => {
      // Deleted meanwhile, or too large to read: the result that it has is all that there will be.
      if (error instanceof PlumblineError && !error.row.retryable) return waitUntil(deps, task, row, null);
      throw error;
    });
  }
  if (!isEligible(task, trace)) {
    await deps.pool.query(
      `DELETE FROM evaluation_decision WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4
          AND state = 'waiting' AND evaluation_id IS NULL`,
      [...keyOf(task), row.trace_id],
    );
    return;
  }
  if (!isMatch || isJudgeTrace(trace)) return endWaiting(deps, task, row, "filtered_out", null);
  return takeTrace(deps, task, trace, isComplete);
}

async function countOpen(deps: EvaluationDeps, { projectId, taskId }: ActiveTask): Promise<number> {
  const { rows } = await deps.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM evaluation
      WHERE project_id = $1 AND task_id = $2 AND state IN ('queued', 'running', 'delayed')`,
    [projectId, taskId],
  );
  return rows[0]?.n ?? 0;
}

async function waitUntil(deps: EvaluationDeps, task: ActiveTask, row: DueRow, atMs: number | null): Promise<void> {
  await deps.pool.query(
    `UPDATE evaluation_decision SET due_at = to_timestamp($6::float8 / 1000)
      WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4 AND state = $5`,
    [...keyOf(task), row.trace_id, row.state, atMs],
  );
}

async function endWaiting(
  deps: EvaluationDeps,
  task: ActiveTask,
  row: DueRow,
  state: "filtered_out" | "cancelled",
  reason: StateReason | null,
): Promise<void> {
  await deps.pool.query(
    `UPDATE evaluation_decision SET state = $5, due_at = NULL, reason = $6
      WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4 AND state = 'waiting' AND evaluation_id IS NULL`,
    [...keyOf(task), row.trace_id, state, reason === null ? null : toJsonb(reason)],
  );
}

function endWithoutTrace(deps: EvaluationDeps, task: ActiveTask, row: DueRow): Promise<void> {
  return row.state === "taken" ? waitUntil(deps, task, row, null) : endWaiting(deps, task, row, "cancelled", gone);
}
