import { PlumblineError } from "@plumbline/base/errors";
import { inTransaction } from "@plumbline/db/pool";
import type { EvaluationDeps } from "../evaluation-deps";
import type { TaskGrant } from "./create-task";
import { findTask } from "./read-tasks";
import { type ResultFilter, resultFilter } from "./result-filter";
import { type ResultState, resultStates } from "./task-types";

export const rerunStates = [
  "failed",
  "partly",
  "not_extracted",
  "skipped_budget",
  "cancelled",
  "scored",
] as const satisfies readonly ResultState[];

export interface RerunRequest {
  /** Failure classes such as `rate`, `timeout` or `unparsable`, with any of the states. */
  readonly classes?: readonly string[] | undefined;
  /** Default: failed, partly and skipped_budget. `scored` judges again, and supersedes. */
  readonly states?: readonly (typeof rerunStates)[number][] | undefined;
}

/**
 * Puts traces of the current version back to waiting, whose results are then made again, a few at a time. A task that was
 * completed or stopped runs on for them. Answers how many. Throws `resource.not_found`.
 */
export async function rerunTask(
  deps: EvaluationDeps,
  grant: TaskGrant,
  id: string,
  request: RerunRequest = {},
): Promise<{ readonly rerun: number }> {
  const { projectId, principal } = grant;
  const row = await findTask(deps, projectId, id);
  const states = request.states ?? ["failed", "partly", "skipped_budget"];
  if (states.some((state) => !(rerunStates as readonly string[]).includes(state) || !resultStates.includes(state))) {
    throw new PlumblineError("request.invalid", {
      field: "states",
      message: `Only these can be run again: ${rerunStates.join(", ")}.`,
    });
  }
  const filter: ResultFilter = { states, classes: request.classes };
  const { condition, values } = resultFilter(filter, 4);
  return inTransaction(deps.pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE evaluation_decision AS u SET state = 'waiting', due_at = now(), window_start = NULL, reason = NULL
         FROM (SELECT d.trace_id FROM evaluation_decision AS d
                 LEFT JOIN evaluation AS e ON e.project_id = d.project_id AND e.id = d.evaluation_id
                WHERE d.project_id = $1 AND d.task_id = $2 AND d.version = $3 AND ${condition}) AS chosen
        WHERE u.project_id = $1 AND u.task_id = $2 AND u.version = $3 AND u.trace_id = chosen.trace_id`,
      [projectId, id, row.version, ...values],
    );
    if (rowCount !== null && rowCount > 0) {
      await client.query(
        `UPDATE evaluation_task SET state = 'running', ended_at = NULL, updated_at = now()
          WHERE project_id = $1 AND id = $2 AND state IN ('completed', 'stopped')`,
        [projectId, id],
      );
    }
    await deps.recordAuditEvent(
      {
        action: "evaluation-task.rerun",
        principal,
        projectId,
        object: { kind: "evaluation-task", id },
        detail: { name: row.name, states: [...states], classes: [...(request.classes ?? [])], traces: rowCount ?? 0 },
      },
      client,
    );
    return { rerun: rowCount ?? 0 };
  });
}
