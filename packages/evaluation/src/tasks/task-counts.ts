import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { EvaluationState } from "../evaluation-types";
import { type DecisionState, type ResultState, resultStateOf, resultStates, type TaskCounts } from "./task-types";

export interface VersionKey {
  readonly taskId: string;
  readonly version: number;
}

/** How many traces are in each state, by task. A trace that is taken counts where its evaluation is. */
export async function readCounts(
  pool: Pool,
  projectId: ProjectId,
  versions: readonly VersionKey[],
): Promise<ReadonlyMap<string, TaskCounts>> {
  const { rows } = await pool.query<{
    task_id: string;
    state: DecisionState;
    evaluation_state: EvaluationState | null;
    n: number;
  }>(
    `SELECT d.task_id, d.state, e.state AS evaluation_state, count(*)::int AS n
       FROM unnest($2::uuid[], $3::int[]) AS v (task_id, version)
       JOIN evaluation_decision AS d ON d.project_id = $1 AND d.task_id = v.task_id AND d.version = v.version
       LEFT JOIN evaluation AS e ON d.state = 'taken' AND e.project_id = d.project_id AND e.id = d.evaluation_id
      GROUP BY 1, 2, 3`,
    [projectId, versions.map(({ taskId }) => taskId), versions.map(({ version }) => version)],
  );
  const counts = new Map(versions.map(({ taskId }) => [taskId, noCounts()]));
  for (const row of rows) {
    const of = counts.get(row.task_id);
    if (of !== undefined) of[resultStateOf(row.state, row.evaluation_state)] += row.n;
  }
  return counts;
}

function noCounts(): Record<ResultState, number> {
  return Object.fromEntries(resultStates.map((state) => [state, 0])) as Record<ResultState, number>;
}
