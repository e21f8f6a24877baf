import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { TaskSpend } from "./task-types";

/** What a task has spent, calls under way with what they may cost at most. */
export async function readSpend(pool: Pool, projectId: ProjectId, taskId: string): Promise<TaskSpend> {
  const { rows } = await pool.query<{ is_total: boolean; tokens: string; cost: number }>(
    `SELECT day = 'infinity' AS is_total, (tokens_spent + tokens_reserved)::text AS tokens,
            (cost_spent + cost_reserved)::float8 AS cost
       FROM evaluation_spend
      WHERE project_id = $1 AND task_id = $2 AND day IN ('infinity', (now() AT TIME ZONE 'UTC')::date)`,
    [projectId, taskId],
  );
  const total = rows.find((row) => row.is_total);
  const today = rows.find((row) => !row.is_total);
  return {
    tokensToday: Number(today?.tokens ?? 0),
    tokensTotal: Number(total?.tokens ?? 0),
    costToday: today?.cost ?? 0,
    costTotal: total?.cost ?? 0,
  };
}
