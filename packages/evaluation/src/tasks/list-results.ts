import { PlumblineError } from "@plumbline/base/errors";
import type { TraceId } from "@plumbline/base/ids";
import { type MetricName, metricNames } from "@plumbline/span-store/read/types";
import type { EvaluationDeps } from "../evaluation-deps";
import type { EvaluationState } from "../evaluation-types";
import type { StateReason } from "../state-reason";
import { findTask, isUuid, type TaskReadGrant } from "./read-tasks";
import { decisionStatesOf, type ResultFilter, resultFilter } from "./result-filter";
import { type DecisionState, type ResultState, resultStateOf, resultStates } from "./task-types";

export interface TaskResult {
  readonly traceId: TraceId;
  readonly traceStartTime: string;
  readonly state: ResultState;
  readonly reason: StateReason | null;
  /** Waiting: when it is looked at next; null where its window is not over. */
  readonly dueAt: string | null;
  readonly evaluationId: string | null;
  readonly scores: readonly {
    readonly metric: MetricName;
    readonly score: number | null;
    readonly label: string | null;
  }[];
  readonly finishedAt: string | null;
}

export interface ResultPage {
  readonly items: readonly TaskResult[];
  readonly nextCursor: string | null;
}

export interface ResultQuery extends ResultFilter {
  readonly version?: number | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export const resultPageMax = 200;

/** States in which a judge was asked, or should have been. */
const judgedStates = resultStates.filter((state) => state !== "filtered_out" && state !== "sampled_out");

interface Row {
  readonly trace_id: string;
  readonly start: string;
  readonly start_time: Date;
  readonly state: DecisionState;
  readonly reason: StateReason | null;
  readonly due_at: Date | null;
  readonly evaluation_id: string | null;
  readonly evaluation_state: EvaluationState | null;
  readonly evaluation_reason: StateReason | null;
  readonly finished_at: Date | null;
}

/**
 * What became of a task's traces, newest first; without states all but those that filter and sampling left out. Each state is
 * walked by its own index, so that a page costs the same however many traces there are.
 */
export async function listResults(
  deps: EvaluationDeps,
  { projectId }: TaskReadGrant,
  id: string,
  query: ResultQuery = {},
): Promise<ResultPage> {
  const task = await findTask(deps, projectId, id);
  const limit = Math.min(query.limit ?? 50, resultPageMax);
  const states = query.states ?? judgedStates;
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const { condition, values } = resultFilter({ ...query, states }, 7);
  const branches = decisionStatesOf(states).map(
    (
      state,
    ) => `(SELECT d.*, d.trace_start_time::text AS start, e.state AS evaluation_state, e.state_reason AS evaluation_reason, e.finished_at
       FROM evaluation_decision AS d
       LEFT JOIN evaluation AS e ON e.project_id = d.project_id AND e.id = d.evaluation_id
      WHERE d.project_id = $1 AND d.task_id = $2 AND d.version = $3 AND d.state = '${state}'
        AND ($4::timestamptz IS NULL OR (d.trace_start_time, d.trace_id) < ($4, $5::uuid)) AND ${condition}
      ORDER BY d.trace_start_time DESC, d.trace_id DESC LIMIT $6)`,
  );
  const { rows } = await deps.pool.query<Row>(
    `SELECT trace_id, start, trace_start_time AS start_time, state, reason, due_at, evaluation_id, evaluation_state,
            evaluation_reason, finished_at
       FROM (${branches.join("\nUNION ALL\n")}) AS found
      ORDER BY trace_start_time DESC, trace_id DESC LIMIT $6`,
    [projectId, id, query.version ?? task.version, after?.start ?? null, after?.traceId ?? null, limit + 1, ...values],
  );
  const shown = rows.slice(0, limit);
  const scores = await readScoresOf(deps, projectId, shown);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => toResult(row, scores)),
    nextCursor:
      rows.length > limit && last !== undefined
        ? Buffer.from(`${last.start}|${last.trace_id}`).toString("base64url")
        : null,
  };
}

interface ScoreRow {
  readonly evaluation_id: string;
  readonly metric: MetricName;
  readonly score: number | null;
  readonly label: string | null;
}

async function readScoresOf(deps: EvaluationDeps, projectId: string, rows: readonly Row[]): Promise<ScoreRow[]> {
  const ids = rows.flatMap(({ evaluation_id }) => evaluation_id ?? []);
  if (ids.length === 0) return [];
  const { rows: scores } = await deps.pool.query<ScoreRow>(
    `SELECT evaluation_id, metric, score, label FROM evaluation_score
      WHERE project_id = $1 AND evaluation_id = ANY ($2::uuid[])`,
    [projectId, ids],
  );
  return scores;
}

function toResult(row: Row, scores: readonly ScoreRow[]): TaskResult {
  return {
    traceId: row.trace_id.replaceAll("-", "") as TraceId,
    traceStartTime: row.start_time.toISOString(),
    state: resultStateOf(row.state, row.evaluation_state),
    reason: row.evaluation_reason ?? row.reason,
    dueAt: row.state === "waiting" ? (row.due_at?.toISOString() ?? null) : null,
    evaluationId: row.evaluation_id,
    scores: metricNames.flatMap((metric) =>
      scores
        .filter((score) => score.evaluation_id === row.evaluation_id && score.metric === metric)
        .map(({ score, label }) => ({ metric, score, label })),
    ),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

function parseCursor(cursor: string): { readonly start: string; readonly traceId: string } {
  const [start = "", traceId = ""] = Buffer.from(cursor, "base64url").toString("utf8").split("|");
  if (isUuid(traceId) && !Number.isNaN(Date.parse(start))) return { start, traceId };
  throw new PlumblineError("request.invalid", {
    field: "cursor",
    message: "This cursor is none that a page of this list has given. Begin with the first page.",
  });
}
