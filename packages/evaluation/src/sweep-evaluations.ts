import { inTransaction } from "@plumbline/db/pool";
import type { EvaluationDeps } from "./evaluation-deps";
import { publishSummary } from "./publish-summary";
import { enqueue } from "./request-evaluation";
import type { StateReason } from "./state-reason";
import { toJsonb } from "./store-sql";

const batchMax = 1_000;
/** A run that dies this often takes its worker with it; it is not tried a fourth time. */
const leaseLossesMax = 3;

const interrupted: StateReason = {
  code: "interrupted",
  message:
    "The worker died three times while it ran this evaluation. What was judged until then is kept; look into the worker's log, then retry.",
};

/**
 * Puts right what a dead worker or a lost queue left behind: runs whose lease has ended are queued again (or failed, after
 * three), and every due evaluation that nobody runs is added to the queue once more. Answers how many of each.
 */
export async function sweepEvaluations(
  deps: EvaluationDeps,
): Promise<{ readonly takenBack: number; readonly added: number }> {
  const takenBack = await takeBackLost(deps);
  const { rows } = await deps.pool.query<{ project_id: string; id: string; attempt: number }>(
    `SELECT project_id, id, attempt FROM evaluation
      WHERE state IN ('queued', 'delayed') AND next_attempt_at <= now()
      ORDER BY next_attempt_at LIMIT $1`,
    [batchMax],
  );
  for (const row of rows) await enqueue(deps, row.project_id, row.id, row.attempt);
  return { takenBack, added: rows.length };
}

async function takeBackLost(deps: EvaluationDeps): Promise<number> {
  return inTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<{ project_id: string; trace_id: string }>(
      `UPDATE evaluation AS lost
          SET lease_token = NULL, lease_until = NULL, lease_losses = lease_losses + 1,
              state = CASE WHEN lease_losses + 1 >= $1 THEN 'failed' ELSE 'queued' END,
              state_reason = CASE WHEN lease_losses + 1 >= $1 THEN $2::jsonb END,
              finished_at = CASE WHEN lease_losses + 1 >= $1 THEN now() END,
              next_attempt_at = CASE WHEN lease_losses + 1 >= $1 THEN NULL ELSE now() END
         FROM (SELECT project_id, id FROM evaluation
                WHERE state = 'running' AND lease_until < now() LIMIT $3 FOR UPDATE SKIP LOCKED) AS ended
        WHERE lost.project_id = ended.project_id AND lost.id = ended.id
        RETURNING lost.project_id, lost.trace_id`,
      [leaseLossesMax, toJsonb(interrupted), batchMax],
    );
    for (const row of rows) await publishSummary(client, row.project_id as never, row.trace_id);
    return rows.length;
  });
}
