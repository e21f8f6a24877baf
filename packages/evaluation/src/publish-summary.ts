import type { ProjectId } from "@plumbline/base/ids";
import { parseTraceId } from "@plumbline/base/ids";
import type { PoolClient } from "@plumbline/db/pool";
import { writeEvaluationSummary } from "@plumbline/span-store/evaluation-summary";
import { type EvaluationSummary, type MetricName, metricNames } from "@plumbline/span-store/read/types";
import type { EvaluationConfig } from "./evaluation-config";
import type { EvaluationState, JudgeSnapshot } from "./evaluation-types";
import { chipOf, type StateReason } from "./state-reason";

interface SummaryRow {
  id: string;
  state: EvaluationState;
  state_reason: StateReason | null;
  judge_snapshot: JudgeSnapshot;
  config: EvaluationConfig;
  finished_at: Date | null;
}

interface ScoreRow {
  evaluation_id: string;
  metric: MetricName;
  state: "scored" | "not_applicable" | "failed";
  score: number | null;
}

/**
 * Copies the state of a trace's newest evaluation onto the trace's row, so that the list and the evaluation never disagree;
 * where it has no scores, with those of the last one that has: a score that was good stays in sight until another is there.
 * The client MUST be that of an inTraceTransaction of this trace: what is read here would otherwise be old when it is
 * written. Ids are UUIDs of version 7: the newest is the largest.
 */
export async function publishSummary(client: PoolClient, projectId: ProjectId, traceIdText: string): Promise<void> {
  const traceId = parseTraceId(traceIdText);
  if (traceId === undefined) throw new Error(`${traceIdText} is not a trace id.`);
  // The newest, and behind it the newest with scores, which may be the same.
  const { rows } = await client.query<SummaryRow>(
    `(SELECT 1 AS place, ${summaryColumns} FROM evaluation WHERE project_id = $1 AND trace_id = $2 ORDER BY id DESC LIMIT 1)
     UNION ALL
     (SELECT 2 AS place, ${summaryColumns} FROM evaluation
       WHERE project_id = $1 AND trace_id = $2 AND state IN ('succeeded', 'partly') ORDER BY id DESC LIMIT 1)
     ORDER BY place`,
    [projectId, traceId],
  );
  const [newest, scored] = rows;
  if (newest === undefined) return;
  const scores = await client.query<ScoreRow>(
    `SELECT evaluation_id, metric, state, score FROM evaluation_score WHERE project_id = $1 AND evaluation_id = ANY($2)`,
    [projectId, rows.map(({ id }) => id)],
  );
  await writeEvaluationSummary(client, projectId, traceId, {
    ...toSummary(newest, scores.rows),
    ...(scored === undefined || scored.id === newest.id ? {} : { lastScored: toScored(scored, scores.rows) }),
  });
}

const summaryColumns = "id, state, state_reason, judge_snapshot, config, finished_at";

const metricsWithK: ReadonlySet<MetricName> = new Set(["ndcg", "hit_rate", "precision"]);

function toSummary(row: SummaryRow, scores: readonly ScoreRow[]): EvaluationSummary {
  return { ...toScored(row, scores), state: row.state, chip: chipOf(row.state, row.state_reason) };
}

function toScored(
  { id, judge_snapshot, config, finished_at }: SummaryRow,
  scores: readonly ScoreRow[],
): NonNullable<EvaluationSummary["lastScored"]> {
  return {
    evaluationId: id,
    judgeName: judge_snapshot.name,
    isStandIn: judge_snapshot.isStandIn,
    scores: metricNames.flatMap((metric) => {
      const found = scores.find((score) => score.evaluation_id === id && score.metric === metric);
      if (found === undefined) return [];
      const k = metricsWithK.has(metric) ? { k: config.k } : {};
      return [{ metric, score: found.score, ...k, ...(found.state === "failed" ? { isFailed: true } : {}) }];
    }),
    finishedAt: finished_at?.toISOString() ?? null,
  };
}
