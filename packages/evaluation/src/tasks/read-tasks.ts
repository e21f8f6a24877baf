import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import type { EvaluationConfig } from "../evaluation-config";
import type { EvaluationDeps } from "../evaluation-deps";
import type { JudgeSnapshot } from "../evaluation-types";
import type { StateReason } from "../state-reason";
import { adaptedQuietSeconds } from "./completeness";
import { readCounts } from "./task-counts";
import { readScores } from "./task-scores";
import { readSpend } from "./task-spend";
import type { Sampling, TaskBudget, TaskDetail, TaskState, TaskSummary } from "./task-types";

export type TaskReadGrant = Grant<"evaluation:read"> | Grant<"task:manage">;

export interface TaskPage {
  readonly items: readonly TaskSummary[];
  readonly nextCursor: string | null;
}

export interface TaskRow {
  readonly id: string;
  readonly name: string;
  readonly state: TaskState;
  readonly state_reason: StateReason | null;
  readonly version: number;
  readonly budget: TaskBudget | null;
  readonly created_by: string | null;
  readonly created_at: Date;
  readonly created_at_text: string;
  readonly updated_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly application: string | null;
  readonly filter: string | null;
  readonly config: EvaluationConfig;
  readonly judge_model_id: string;
  readonly judge_snapshot: JudgeSnapshot;
  readonly sampling_start: Date;
  readonly sampling_end: Date | null;
  readonly sampling: Sampling;
  readonly salt: string;
  readonly quiet_seconds: number | null;
  readonly measured_quiet_seconds: number | null;
  readonly is_backfilled: boolean;
  readonly received_through: Date;
}

const select = `SELECT t.id, t.name, t.state, t.state_reason, t.version, t.budget, t.created_by, t.created_at,
    t.created_at::text AS created_at_text, t.updated_at,
    t.started_at, t.ended_at, v.application, v.filter, v.config, v.judge_model_id, v.judge_snapshot, v.sampling_start,
    v.sampling_end, v.sampling, v.salt, v.quiet_seconds, v.measured_quiet_seconds, v.is_backfilled, v.received_through
  FROM evaluation_task AS t
  JOIN evaluation_task_version AS v ON v.project_id = t.project_id AND v.task_id = t.id AND v.version = t.version
 WHERE t.project_id = $1 AND t.deleted_at IS NULL`;

export const taskPageMax = 100;

/** A project's tasks, newest first. Throws `request.invalid` for a cursor that is none of ours. */
export async function listTasks(
  deps: EvaluationDeps,
  { projectId }: TaskReadGrant,
  page: { readonly limit?: number | undefined; readonly cursor?: string | undefined } = {},
): Promise<TaskPage> {
  const limit = Math.min(page.limit ?? 50, taskPageMax);
  const after = page.cursor === undefined ? undefined : parseCursor(page.cursor);
  const { rows } = await deps.pool.query<TaskRow>(
    `${select} AND ($2::timestamptz IS NULL OR (t.created_at, t.id) < ($2, $3::uuid))
      ORDER BY t.created_at DESC, t.id DESC LIMIT $4`,
    [projectId, after?.createdAt ?? null, after?.id ?? null, limit + 1],
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await toSummaries(deps, projectId, shown),
    nextCursor: rows.length > limit && last !== undefined ? formatCursor(last) : null,
  };
}

/** Throws `resource.not_found`. */
export async function getTask(deps: EvaluationDeps, { projectId }: TaskReadGrant, id: string): Promise<TaskDetail> {
  const row = await findTask(deps, projectId, id);
  const [summary] = await toSummaries(deps, projectId, [row]);
  if (summary === undefined) throw noSuchTask();
  const { rows: versions } = await deps.pool.query<{ version: number; created_at: Date; created_by: string | null }>(
    `SELECT version, created_at, created_by FROM evaluation_task_version
      WHERE project_id = $1 AND task_id = $2 ORDER BY version DESC LIMIT 100`,
    [projectId, id],
  );
  return {
    ...summary,
    filter: row.filter,
    judgeModelId: row.judge_model_id,
    k: row.config.k,
    relevanceThreshold: row.config.relevanceThreshold,
    extraction: row.config.extraction,
    quietSeconds: row.quiet_seconds,
    usedQuietSeconds: row.quiet_seconds ?? row.measured_quiet_seconds ?? adaptedQuietSeconds(undefined),
    budget: row.budget,
    spent: row.budget === null ? null : await readSpend(deps.pool, projectId, id),
    isBackfilled: row.is_backfilled,
    receivedThrough: row.received_through.toISOString(),
    versions: versions.map(({ version, created_at, created_by }) => ({
      version,
      createdAt: created_at.toISOString(),
      createdBy: created_by,
    })),
  };
}

/** Throws `resource.not_found`, for a deleted one as well. */
export async function findTask(deps: EvaluationDeps, projectId: ProjectId, id: string): Promise<TaskRow> {
  const { rows } = isUuid(id)
    ? await deps.pool.query<TaskRow>(`${select} AND t.id = $2`, [projectId, id])
    : { rows: [] };
  const [row] = rows;
  if (row === undefined) throw noSuchTask();
  return row;
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function noSuchTask(): PlumblineError {
  return new PlumblineError("resource.not_found", {
    field: "taskId",
    message: "No such evaluation task in this project. It may have been deleted.",
  });
}

async function toSummaries(
  deps: EvaluationDeps,
  projectId: ProjectId,
  rows: readonly TaskRow[],
): Promise<TaskSummary[]> {
  const keys = rows.map(({ id, version }) => ({ taskId: id, version }));
  const counts = await readCounts(deps.pool, projectId, keys);
  const scores = await readScores(deps.pool, projectId, keys);
  return rows.flatMap((row) => {
    const of = counts.get(row.id);
    return of === undefined ? [] : [toSummary(row, of, scores.get(row.id) ?? {})];
  });
}

function toSummary(row: TaskRow, counts: TaskSummary["counts"], scores: TaskSummary["scores"]): TaskSummary {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    reason: row.state_reason,
    version: row.version,
    application: row.application,
    judge: row.judge_snapshot,
    metrics: row.config.metrics,
    sampling: row.sampling,
    samplingStart: row.sampling_start.toISOString(),
    samplingEnd: row.sampling_end?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    counts,
    scores,
  };
}

function formatCursor({ created_at_text, id }: TaskRow): string {
  return Buffer.from(`${created_at_text} ${id}`).toString("base64url");
}

function parseCursor(cursor: string): { readonly createdAt: string; readonly id: string } {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const at = text.lastIndexOf(" ");
  const [createdAt, id] = [text.slice(0, at), text.slice(at + 1)];
  if (isUuid(id) && !Number.isNaN(Date.parse(createdAt))) return { createdAt, id };
  throw new PlumblineError("request.invalid", {
    field: "cursor",
    message: "This cursor is none that a page of this list has given. Begin with the first page.",
  });
}
