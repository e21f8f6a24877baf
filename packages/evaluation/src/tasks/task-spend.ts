import type { ProjectId } from "@plumbline/base/ids";
import type { Pool, PoolClient } from "@plumbline/db/pool";
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

/** Whoever reserved is gone, and its calls may have been paid for: what they might have cost counts as spent. */
export async function spendReservations(
  client: Pool | PoolClient,
  projectId: string,
  evaluationId: string,
): Promise<void> {
  await client.query(
    `WITH left_behind AS (
       DELETE FROM evaluation_reservation WHERE project_id = $1 AND evaluation_id = $2 RETURNING task_id, day, tokens, cost),
     sums AS (
       SELECT task_id, day, sum(tokens) AS tokens, sum(cost) AS cost FROM left_behind GROUP BY task_id, day
       UNION ALL SELECT task_id, 'infinity', sum(tokens), sum(cost) FROM left_behind GROUP BY task_id)
     UPDATE evaluation_spend AS s
        SET tokens_reserved = tokens_reserved - sums.tokens, tokens_spent = tokens_spent + sums.tokens,
            cost_reserved = cost_reserved - sums.cost, cost_spent = cost_spent + sums.cost
       FROM sums WHERE s.project_id = $1 AND s.task_id = sums.task_id AND s.day = sums.day`,
    [projectId, evaluationId],
  );
}
