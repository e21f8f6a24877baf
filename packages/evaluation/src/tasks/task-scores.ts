import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { MetricName } from "@plumbline/span-store/read/types";
import { meanInterval } from "../statistics/mean-interval";
import type { ScoreCount } from "../statistics/score-counts";
import { trafficWeightedMean, type WindowScore } from "../statistics/traffic-weighted-mean";
import type { VersionKey } from "./task-counts";
import type { MetricFigure, TaskScores } from "./task-types";

interface Row {
  readonly task_id: string;
  readonly metric: MetricName;
  readonly score: number;
  /** Of the window that the trace stands for; null where it was not picked out of one. */
  readonly population: number | null;
  readonly n: number;
}

/** Mean, interval and number of scores of each metric, by task, over the evaluations that its traces have now. */
export async function readScores(
  pool: Pool,
  projectId: ProjectId,
  versions: readonly VersionKey[],
): Promise<ReadonlyMap<string, TaskScores>> {
  const { rows } = await pool.query<Row>(
    `SELECT d.task_id, s.metric, s.score, w.population, count(*)::int AS n
       FROM unnest($2::uuid[], $3::int[]) AS v (task_id, version)
       JOIN evaluation_decision AS d
         ON d.project_id = $1 AND d.task_id = v.task_id AND d.version = v.version AND d.state = 'taken'
       JOIN evaluation AS e ON e.project_id = d.project_id AND e.id = d.evaluation_id AND e.state IN ('succeeded', 'partly')
       JOIN evaluation_score AS s ON s.project_id = e.project_id AND s.evaluation_id = e.id AND s.state = 'scored'
       LEFT JOIN evaluation_window AS w
         ON w.project_id = d.project_id AND w.task_id = d.task_id AND w.version = d.version AND w.picked_trace_id = d.trace_id
      GROUP BY 1, 2, 3, 4`,
    [projectId, versions.map(({ taskId }) => taskId), versions.map(({ version }) => version)],
  );
  const byTask = new Map<string, Map<MetricName, Row[]>>();
  for (const row of rows) {
    const metrics = byTask.get(row.task_id) ?? new Map<MetricName, Row[]>();
    byTask.set(row.task_id, metrics);
    metrics.set(row.metric, [...(metrics.get(row.metric) ?? []), row]);
  }
  return new Map(
    versions.map(({ taskId }) => [
      taskId,
      Object.fromEntries([...(byTask.get(taskId) ?? [])].map(([metric, found]) => [metric, figureOf(found)])),
    ]),
  );
}

function figureOf(rows: readonly Row[]): MetricFigure {
  const counts: ScoreCount[] = rows.map(({ score, n }) => ({ score, count: n }));
  const interval = meanInterval(counts);
  const windows: WindowScore[] = rows.flatMap(({ score, population, n }) =>
    population === null ? [] : Array.from({ length: n }, () => ({ score, population })),
  );
  return {
    mean: interval?.mean ?? null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    n: interval?.n ?? 0,
    weightedMean: trafficWeightedMean(windows)?.mean ?? null,
  };
}
