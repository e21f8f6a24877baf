import { inTransaction, type PoolClient } from "@plumbline/db/pool";
import { matchTraces } from "@plumbline/span-store/scan/match-traces";
import {
  measureArrivalSeconds,
  readSettledThrough,
  type ScannedTrace,
  scanByReceipt,
  scanByStart,
} from "@plumbline/span-store/scan/scan-traces";
import type { EvaluationDeps } from "../evaluation-deps";
import { type ActiveTask, holdTask } from "./active-task";
import { adaptedQuietSeconds } from "./completeness";
import { type Decision, decideTrace, isEligible } from "./decide-trace";
import { keyOf, noteLateSpans, removeDecisions, writeDecisions } from "./write-decisions";

/** Progress of a scan, as it is stored with the decisions. */
export interface ScanProgress {
  /** More is waiting than was looked at. */
  readonly isBehind: boolean;
  readonly task: ActiveTask;
}

/**
 * Looks at one batch of past traces and one of those that received spans since the last time, and decides each. Decisions and
 * checkpoint are written in one transaction, so that a worker which dies repeats a batch and loses none; deciding again what
 * was decided changes nothing. Undefined where the task was changed in the meantime.
 */
export async function scanTask(
  deps: EvaluationDeps,
  task: ActiveTask,
  quietMs: number,
): Promise<ScanProgress | undefined> {
  const { pool } = deps;
  const { settleMs, tracesPerBatch } = deps.taskTimes;
  const past = task.isBackfilled ? [] : await scanByStart(pool, task.projectId, pastRange(task), tracesPerBatch);
  const isBackfilled = past.length < tracesPerBatch;
  const lastPast = past.at(-1);
  const backfill =
    lastPast === undefined ? task.backfill : { startTime: lastPast.startTime, traceId: lastPast.traceId };
  const through = await readSettledThrough(pool, settleMs);
  const range = { after: task.receivedThrough, through };
  const live = await scanByReceipt(pool, task.projectId, range, tracesPerBatch);

  const seen = new Set(live.traces.map(({ traceId }) => traceId));
  const traces = [...live.traces, ...past.filter(({ traceId }) => !seen.has(traceId))];
  const eligible = traces.filter((trace) => isEligible(task, trace));
  const decisions = await decide(deps, task, eligible, quietMs);
  const isHeld = await inTransaction(pool, async (client) => {
    if (!(await holdTask(client, task))) return false;
    await removeDecisions(
      client,
      task,
      traces.filter((trace) => !isEligible(task, trace)),
    );
    await writeInWindows(client, task, decisions);
    await noteLateSpans(
      client,
      task,
      decisions.filter(({ trace }) => seen.has(trace.traceId)),
    );
    await client.query(
      `UPDATE evaluation_task_version
          SET backfill_start = $4, backfill_trace = $5, is_backfilled = $6, received_through = greatest(received_through, $7)
        WHERE project_id = $1 AND task_id = $2 AND version = $3`,
      [...keyOf(task), backfill?.startTime ?? null, backfill?.traceId ?? null, isBackfilled, live.through],
    );
    return true;
  });
  if (!isHeld) return undefined;
  return {
    isBehind: !isBackfilled || live.isCut,
    task: { ...task, backfill, isBackfilled, receivedThrough: live.through },
  };
}

function pastRange(task: ActiveTask): Parameters<typeof scanByStart>[2] {
  return { from: task.samplingStart, to: task.samplingEnd, after: task.backfill };
}

async function decide(
  deps: EvaluationDeps,
  task: ActiveTask,
  traces: readonly ScannedTrace[],
  quietMs: number,
): Promise<Decision[]> {
  const ids = traces.map(({ traceId }) => traceId);
  const matching = await matchTraces(deps.pool, task.projectId, task.query, ids);
  return traces.map((trace) => decideTrace(task, trace, matching.has(trace.traceId), quietMs));
}

/**
 * A trace that comes after its window was closed can no longer be picked; it still counts in the window's population. The pick
 * itself goes on waiting for its turn.
 */
async function writeInWindows(client: PoolClient, task: ActiveTask, decisions: readonly Decision[]): Promise<void> {
  const picks = await closedWindows(client, task, decisions);
  const isLate = ({ windowStartMs }: Decision) => windowStartMs !== null && picks.has(windowStartMs);
  const settled = ({ trace, windowStartMs }: Decision) =>
    picks.get(windowStartMs ?? Number.NaN) === trace.traceId ? ("waiting" as const) : ("sampled_out" as const);
  const added = await writeDecisions(
    client,
    task,
    decisions.map((given) => (isLate(given) ? { ...given, state: settled(given), windowStartMs: null } : given)),
  );
  const late = decisions.filter((given) => isLate(given) && added.has(given.trace.traceId));
  if (late.length === 0) return;
  await client.query(
    `UPDATE evaluation_window AS w SET population = population + v.count
       FROM (SELECT to_timestamp(ms / 1000) AS start, count(*)::int AS count FROM unnest($4::float8[]) AS ms GROUP BY 1) AS v
      WHERE w.project_id = $1 AND w.task_id = $2 AND w.version = $3 AND w.window_start = v.start`,
    [...keyOf(task), late.map(({ windowStartMs }) => windowStartMs)],
  );
}

/** Of the windows of these traces those that are closed, with what was picked. */
async function closedWindows(
  client: PoolClient,
  task: ActiveTask,
  decisions: readonly Decision[],
): Promise<ReadonlyMap<number, string | null>> {
  const starts = [...new Set(decisions.flatMap(({ windowStartMs }) => windowStartMs ?? []))];
  if (starts.length === 0) return new Map();
  const { rows } = await client.query<{ start_ms: number; picked_trace_id: string | null }>(
    `SELECT (extract(epoch FROM window_start) * 1000)::float8 AS start_ms, picked_trace_id FROM evaluation_window
      WHERE project_id = $1 AND task_id = $2 AND version = $3
        AND window_start = ANY (SELECT to_timestamp(ms / 1000) FROM unnest($4::float8[]) AS ms)`,
    [...keyOf(task), starts],
  );
  return new Map(rows.map((row) => [row.start_ms, row.picked_trace_id]));
}

/** Milliseconds of quiet that this task waits for; measured again every five minutes where its settings leave it open. */
export async function quietMsOf(deps: EvaluationDeps, task: ActiveTask): Promise<number> {
  if (task.quietSeconds !== null) return task.quietSeconds * 1_000;
  if (!task.isMeasureDue && task.measuredQuietSeconds !== null) return task.measuredQuietSeconds * 1_000;
  const measured = await measureArrivalSeconds(deps.pool, task.projectId, task.application);
  const seconds = adaptedQuietSeconds(measured);
  await deps.pool.query(
    `UPDATE evaluation_task_version SET measured_quiet_seconds = $4, measured_at = now()
      WHERE project_id = $1 AND task_id = $2 AND version = $3`,
    [...keyOf(task), seconds],
  );
  return seconds * 1_000;
}
