import type { ProjectId } from "@plumbline/base/ids";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import { parseQuery } from "@plumbline/query/parse";
import type { Query } from "@plumbline/query/query";
import type { EvaluationConfig } from "../evaluation-config";
import type { JudgeSnapshot } from "../evaluation-types";
import type { Sampling } from "./task-types";

/** A running task with the version that picks traces now, as the worker needs it. */
export interface ActiveTask {
  readonly projectId: ProjectId;
  readonly taskId: string;
  readonly version: number;
  readonly application: string | null;
  readonly query: Query | undefined;
  readonly config: EvaluationConfig;
  readonly judgeModelId: string;
  readonly judgeSnapshot: JudgeSnapshot;
  readonly judgingHash: string;
  /** PostgreSQL's text, exact. */
  readonly samplingStart: string;
  readonly samplingEnd: string | null;
  readonly samplingStartMs: number;
  readonly samplingEndMs: number | null;
  readonly sampling: Sampling;
  readonly salt: string;
  readonly quietSeconds: number | null;
  readonly measuredQuietSeconds: number | null;
  readonly isMeasureDue: boolean;
  readonly backfill: { readonly startTime: string; readonly traceId: string } | undefined;
  readonly isBackfilled: boolean;
  readonly receivedThrough: string;
}

interface Row {
  readonly version: number;
  readonly application: string | null;
  readonly filter: string | null;
  readonly config: EvaluationConfig;
  readonly judge_model_id: string;
  readonly judge_snapshot: JudgeSnapshot;
  readonly judging_hash: string;
  readonly sampling_start: string;
  readonly sampling_end: string | null;
  readonly start_ms: number;
  readonly end_ms: number | null;
  readonly sampling: Sampling;
  readonly salt: string;
  readonly quiet_seconds: number | null;
  readonly measured_quiet_seconds: number | null;
  readonly is_measure_due: boolean;
  readonly backfill_start: string | null;
  readonly backfill_trace: string | null;
  readonly is_backfilled: boolean;
  readonly received_through: string;
}

/** Undefined unless the task is running. A task whose time has come is set running first. */
export async function loadActiveTask(
  client: Pool | PoolClient,
  projectId: ProjectId,
  taskId: string,
): Promise<ActiveTask | undefined> {
  await client.query(
    `UPDATE evaluation_task SET state = 'running', started_at = coalesce(started_at, now()), updated_at = now()
      WHERE project_id = $1 AND id = $2 AND state = 'created' AND deleted_at IS NULL
        AND EXISTS (SELECT FROM evaluation_task_version AS v
                     WHERE v.project_id = $1 AND v.task_id = $2 AND v.version = evaluation_task.version AND v.sampling_start <= now())`,
    [projectId, taskId],
  );
  const { rows } = await client.query<Row>(
    `SELECT v.version, v.application, v.filter, v.config, v.judge_model_id, v.judge_snapshot, v.judging_hash,
            v.sampling_start::text, v.sampling_end::text, v.sampling, v.salt, v.quiet_seconds, v.measured_quiet_seconds,
            (extract(epoch FROM v.sampling_start) * 1000)::float8 AS start_ms,
            (extract(epoch FROM v.sampling_end) * 1000)::float8 AS end_ms,
            coalesce(v.measured_at < now() - interval '5 minutes', true) AS is_measure_due,
            v.backfill_start::text, v.backfill_trace, v.is_backfilled, v.received_through::text
       FROM evaluation_task AS t
       JOIN evaluation_task_version AS v ON v.project_id = t.project_id AND v.task_id = t.id AND v.version = t.version
      WHERE t.project_id = $1 AND t.id = $2 AND t.state = 'running' AND t.deleted_at IS NULL`,
    [projectId, taskId],
  );
  const [row] = rows;
  return row === undefined ? undefined : toActiveTask(projectId, taskId, row);
}

function toActiveTask(projectId: ProjectId, taskId: string, row: Row): ActiveTask {
  return {
    projectId,
    taskId,
    version: row.version,
    application: row.application,
    query: storedQuery(row.filter),
    config: row.config,
    judgeModelId: row.judge_model_id,
    judgeSnapshot: row.judge_snapshot,
    judgingHash: row.judging_hash,
    samplingStart: row.sampling_start,
    samplingEnd: row.sampling_end,
    samplingStartMs: row.start_ms,
    samplingEndMs: row.end_ms,
    sampling: row.sampling,
    salt: row.salt,
    quietSeconds: row.quiet_seconds,
    measuredQuietSeconds: row.measured_quiet_seconds,
    isMeasureDue: row.is_measure_due,
    backfill:
      row.backfill_start === null || row.backfill_trace === null
        ? undefined
        : { startTime: row.backfill_start, traceId: row.backfill_trace },
    isBackfilled: row.is_backfilled,
    receivedThrough: row.received_through,
  };
}

/** It was checked when it was stored; a language that has changed since is a defect, and no trace is judged by half a filter. */
function storedQuery(filter: string | null): Query | undefined {
  if (filter === null) return undefined;
  const parsed = parseQuery(filter);
  if (!parsed.ok) throw new Error(`The stored filter of a task can no longer be read: ${filter}`);
  return parsed.query;
}

/** False where the task was changed in the meantime. Its row stays as it is until the transaction ends. */
export async function holdTask(
  client: PoolClient,
  { projectId, taskId, version }: Pick<ActiveTask, "projectId" | "taskId" | "version">,
): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM evaluation_task
      WHERE project_id = $1 AND id = $2 AND version = $3 AND state = 'running' AND deleted_at IS NULL FOR SHARE`,
    [projectId, taskId, version],
  );
  return rows.length === 1;
}
