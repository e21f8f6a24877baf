import { inTransaction, type PoolClient } from "@plumbline/db/pool";
import { matchTraces } from "@plumbline/span-store/scan/match-traces";
import { readScanned } from "@plumbline/span-store/scan/scan-traces";
import type { EvaluationDeps } from "../evaluation-deps";
import { addToWindow, type WindowPick } from "../sampling/window-policy";
import { type ActiveTask, holdTask } from "./active-task";
import { hexOf, isEligible, isJudgeTrace } from "./decide-trace";
import { keyOf } from "./write-decisions";

const windowsPerTurn = 100;
const tracesPerRead = 2_000;

/**
 * Closes the windows that are over: everything of them has been looked at, and no member is still growing. One of the members
 * that match as they stand now is picked, each with the same chance; the others are sampled out. Answers how many.
 */
export async function closeWindows(deps: EvaluationDeps, task: ActiveTask, quietMs: number): Promise<number> {
  if (task.sampling.policy !== "window") return 0;
  const { rows } = await deps.pool.query<{ start: string }>(
    `SELECT window_start::text AS start FROM evaluation_decision
      WHERE project_id = $1 AND task_id = $2 AND version = $3 AND window_start IS NOT NULL
        AND least(window_start + make_interval(mins => $4), coalesce($5::timestamptz, 'infinity'))
            + make_interval(secs => $6) <= $7::timestamptz
        AND ($8 OR window_start + make_interval(mins => $4) <= $9::timestamptz)
      GROUP BY window_start HAVING max(due_at) <= now()
      ORDER BY window_start LIMIT $10`,
    [
      ...keyOf(task),
      task.sampling.everyMinutes,
      task.samplingEnd,
      quietMs / 1_000,
      task.receivedThrough,
      task.isBackfilled,
      task.backfill?.startTime ?? "-infinity",
      windowsPerTurn,
    ],
  );
  for (const { start } of rows) await closeWindow(deps, task, start);
  return rows.length;
}

async function closeWindow(deps: EvaluationDeps, task: ActiveTask, start: string): Promise<void> {
  await inTransaction(deps.pool, async (client) => {
    if (!(await holdTask(client, task))) return;
    const { rows } = await client.query<{ trace_id: string }>(
      `SELECT trace_id FROM evaluation_decision
        WHERE project_id = $1 AND task_id = $2 AND version = $3 AND window_start = $4`,
      [...keyOf(task), start],
    );
    const members = rows.map((row) => row.trace_id);
    const matching = await settledMatches(deps, client, task, members);
    let pick: WindowPick | undefined;
    for (const traceId of matching) pick = addToWindow(pick, task.salt, hexOf(traceId));
    const picked = [...matching].find((traceId) => hexOf(traceId) === pick?.traceId) ?? null;
    const { rowCount } = await client.query(
      `INSERT INTO evaluation_window (project_id, task_id, version, window_start, population, picked_trace_id)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [...keyOf(task), start, matching.size, picked],
    );
    if (rowCount === 0) return;
    await client.query(
      `UPDATE evaluation_decision
          SET state = CASE WHEN trace_id = $5 THEN 'waiting' WHEN trace_id = ANY ($6::uuid[]) THEN 'sampled_out' ELSE 'filtered_out' END,
              due_at = CASE WHEN trace_id = $5 THEN now() END, window_start = NULL
        WHERE project_id = $1 AND task_id = $2 AND version = $3 AND window_start = $4`,
      [...keyOf(task), start, picked, [...matching]],
    );
  });
}

/** The members that the filter holds for now that they are whole; those that are gone match nothing. */
async function settledMatches(
  deps: EvaluationDeps,
  client: PoolClient,
  task: ActiveTask,
  members: readonly string[],
): Promise<ReadonlySet<string>> {
  const matching = new Set<string>();
  for (let at = 0; at < members.length; at += tracesPerRead) {
    const traces = await readScanned(client, task.projectId, members.slice(at, at + tracesPerRead));
    const ids = traces.filter((trace) => isEligible(task, trace) && !isJudgeTrace(trace)).map(({ traceId }) => traceId);
    for (const traceId of await matchTraces(deps.pool, task.projectId, task.query, ids)) matching.add(traceId);
  }
  return matching;
}
