import type { ProjectId } from "@plumbline/base/ids";
import type { EvaluationDeps } from "./evaluation-deps";
import { isReleased } from "./evaluation-lease";
import type { EvaluationState } from "./evaluation-types";
import { publishSummary } from "./publish-summary";
import { enqueue } from "./request-evaluation";
import type { StateReason } from "./state-reason";
import { toJsonb } from "./store-sql";
import { spendReservations } from "./tasks/task-spend";
import { inTraceTransaction } from "./trace-transaction";

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
 * three), every due evaluation that nobody runs is added to the queue once more, and a trace whose row still shows a run
 * that has ended is told its end. Answers how many of each; at most 1,000 of each at a time.
 */
export async function sweepEvaluations(deps: EvaluationDeps): Promise<Sweep> {
  const takenBack = await takeBackEvaluations(deps);
  const republished = await republishEnded(deps);
  const { rows } = await deps.pool.query<{ project_id: string; id: string; attempt: number }>(
    `SELECT project_id, id, attempt FROM evaluation
      WHERE state IN ('queued', 'delayed') AND next_attempt_at <= now() AND ${isReleased}
      ORDER BY next_attempt_at LIMIT $1`,
    [batchMax],
  );
  for (const row of rows) await enqueue(deps, row.project_id, row.id, row.attempt);
  return { takenBack, added: rows.length, republished };
}

export interface Sweep {
  readonly takenBack: number;
  readonly added: number;
  readonly republished: number;
}

interface LostRow {
  project_id: ProjectId;
  trace_id: string;
  id: string;
}

/**
 * Runs whose lease has ended are queued again at once, or failed after three. One cheap look where there is none, so that it
 * can be taken every few seconds. Each run in its own transaction: the lock of a trace is held as long as its own
 * evaluation takes.
 */
export async function takeBackEvaluations(deps: EvaluationDeps): Promise<number> {
  const { rows } = await deps.pool.query<LostRow>(
    `SELECT project_id, trace_id, id FROM evaluation WHERE state = 'running' AND lease_until < now() LIMIT $1`,
    [batchMax],
  );
  let takenBack = 0;
  for (const { project_id, trace_id, id } of rows) {
    const lost = await inTraceTransaction(deps.pool, project_id, trace_id, async (client) => {
      const { rows: changed } = await client.query<{ state: EvaluationState; attempt: number }>(
        `UPDATE evaluation
            SET lease_token = NULL, lease_until = NULL, lease_losses = lease_losses + 1,
                state = CASE WHEN lease_losses + 1 >= $1 THEN 'failed' ELSE 'queued' END,
                state_reason = CASE WHEN lease_losses + 1 >= $1 THEN $2::jsonb END,
                finished_at = CASE WHEN lease_losses + 1 >= $1 THEN now() END,
                next_attempt_at = CASE WHEN lease_losses + 1 >= $1 THEN NULL ELSE now() END
          WHERE project_id = $3 AND id = $4 AND state = 'running' AND lease_until < now()
          RETURNING state, attempt`,
        [leaseLossesMax, toJsonb(interrupted), project_id, id],
      );
      // Extended, or taken back by another worker's sweep, since it was found.
      if (changed.length > 0) {
        await spendReservations(client, project_id, id);
        await publishSummary(client, project_id, trace_id);
      }
      return changed[0];
    });
    if (lost === undefined) continue;
    takenBack += 1;
    if (lost.state === "queued") await enqueue(deps, project_id, id, lost.attempt);
  }
  return takenBack;
}

/** Per project, because the index that knows the traces with an open evaluation begins with it. */
async function republishEnded(deps: EvaluationDeps): Promise<number> {
  const { rows } = await deps.pool.query<{ project_id: ProjectId; trace_id: string }>(
    `SELECT stale.project_id, stale.trace_id
       FROM project
      CROSS JOIN LATERAL (
        SELECT trace.project_id, trace.trace_id
          FROM trace
         WHERE trace.project_id = project.id AND trace.evaluation_state IN ('queued', 'running', 'delayed')
           AND (SELECT evaluation.state FROM evaluation
                 WHERE evaluation.project_id = trace.project_id
                   AND evaluation.id = (trace.evaluation ->> 'evaluationId')::uuid
               ) NOT IN ('queued', 'running', 'delayed')
         LIMIT $1) AS stale
      LIMIT $1`,
    [batchMax],
  );
  for (const { project_id, trace_id } of rows) {
    await inTraceTransaction(deps.pool, project_id, trace_id, (client) => publishSummary(client, project_id, trace_id));
  }
  return rows.length;
}
