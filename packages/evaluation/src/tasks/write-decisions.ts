import type { PoolClient } from "@plumbline/db/pool";
import type { ScannedTrace } from "@plumbline/span-store/scan/scan-traces";
import type { ActiveTask } from "./active-task";
import type { Decision } from "./decide-trace";

/**
 * Writes what was decided of each trace, once or again: a decision stands as soon as a trace was taken. Answers the traces that
 * had none before.
 */
export async function writeDecisions(
  client: PoolClient,
  task: ActiveTask,
  decisions: readonly Decision[],
): Promise<ReadonlySet<string>> {
  if (decisions.length === 0) return new Set();
  const { rows } = await client.query<{ trace_id: string; is_new: boolean }>(
    `INSERT INTO evaluation_decision AS d (project_id, task_id, version, trace_id, trace_start_time, state, due_at, window_start)
     SELECT $1, $2, $3, v.trace_id, v.start_time, v.state,
            CASE WHEN v.state = 'waiting' THEN to_timestamp(v.due_ms / 1000) END, to_timestamp(v.window_ms / 1000)
       FROM unnest($4::uuid[], $5::timestamptz[], $6::text[], $7::float8[], $8::float8[])
         AS v (trace_id, start_time, state, due_ms, window_ms)
     ON CONFLICT (project_id, task_id, version, trace_id) DO UPDATE
       SET trace_start_time = excluded.trace_start_time, state = excluded.state, due_at = excluded.due_at,
           window_start = excluded.window_start
     WHERE d.evaluation_id IS NULL AND d.state IN ('filtered_out', 'sampled_out', 'waiting')
       AND (d.trace_start_time, d.state, d.due_at, d.window_start)
           IS DISTINCT FROM (excluded.trace_start_time, excluded.state, excluded.due_at, excluded.window_start)
     RETURNING trace_id, xmax = 0 AS is_new`,
    [
      ...keyOf(task),
      decisions.map(({ trace }) => trace.traceId),
      decisions.map(({ trace }) => trace.startTime),
      decisions.map(({ state }) => state),
      decisions.map(({ dueMs }) => dueMs),
      decisions.map(({ windowStartMs }) => windowStartMs),
    ],
  );
  return new Set(rows.filter((row) => row.is_new).map((row) => row.trace_id));
}

/** A trace whose root came late may turn out to lie elsewhere, or to be another application's. What was judged stays. */
export async function removeDecisions(
  client: PoolClient,
  task: ActiveTask,
  traces: readonly ScannedTrace[],
): Promise<void> {
  if (traces.length === 0) return;
  await client.query(
    `DELETE FROM evaluation_decision
      WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = ANY ($4::uuid[]) AND evaluation_id IS NULL`,
    [...keyOf(task), traces.map(({ traceId }) => traceId)],
  );
}

/** Traces that were taken and have received spans since: looked at again once they are quiet. */
export async function noteLateSpans(
  client: PoolClient,
  task: ActiveTask,
  decisions: readonly Decision[],
): Promise<void> {
  if (decisions.length === 0) return;
  await client.query(
    `UPDATE evaluation_decision AS d SET due_at = to_timestamp(v.due_ms / 1000)
       FROM unnest($4::uuid[], $5::float8[], $6::timestamptz[]) AS v (trace_id, due_ms, received)
      WHERE d.project_id = $1 AND d.task_id = $2 AND d.version = $3 AND d.trace_id = v.trace_id
        AND d.state = 'taken' AND v.received > d.seen_through`,
    [
      ...keyOf(task),
      decisions.map(({ trace }) => trace.traceId),
      decisions.map(({ dueMs }) => dueMs),
      decisions.map(({ trace }) => trace.lastReceived),
    ],
  );
}

export function keyOf({ projectId, taskId, version }: Pick<ActiveTask, "projectId" | "taskId" | "version">) {
  return [projectId, taskId, version] as const;
}
