import { PlumblineError } from "@plumbline/base/errors";
import type { Grant, Principal } from "@plumbline/base/grant";
import { newUuid, type ProjectId, parseTraceId } from "@plumbline/base/ids";
import { evaluateTrace } from "@plumbline/queue/jobs/evaluate-trace";
import { locateTrace } from "@plumbline/span-store/read/get-trace";
import { checkConfig } from "./evaluation-config";
import type { EvaluationDeps } from "./evaluation-deps";
import type { EvaluationDetail } from "./evaluation-types";
import { toSnapshot } from "./models/judge-model-view";
import { getJudgeModel } from "./models/judge-models";
import { publishSummary } from "./publish-summary";
import { getEvaluation } from "./read-evaluations";
import { toJsonb } from "./store-sql";
import { inTraceTransaction } from "./trace-transaction";

/** Judge calls are traces of this service: readable by people, never judged, or judging would feed itself. */
export const reservedService = "evaluation";

export interface EvaluationRequest {
  readonly traceId: string;
  /** EvaluationConfig as it came from outside; it is checked here. */
  readonly config: unknown;
  readonly judgeModelId: string;
}

/**
 * Stores an evaluation and puts it into the queue. Throws `request.invalid` with the field at fault, and
 * `resource.not_found` for the trace or the judge. Once this resolves the evaluation will run, whatever becomes of the queue.
 */
export async function requestEvaluation(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  request: EvaluationRequest,
): Promise<EvaluationDetail> {
  const { projectId } = grant;
  const config = checkConfig(request.config);
  const traceId = parseTraceId(request.traceId);
  if (traceId === undefined) {
    throw new PlumblineError("request.invalid", { field: "traceId", message: "A trace id has 32 hex digits." });
  }
  const judge = await getJudgeModel(deps, projectId, request.judgeModelId);
  const { row: trace } = await locateTrace(deps.pool, projectId, traceId);
  if (trace.application === reservedService) {
    throw new PlumblineError("request.invalid", {
      field: "traceId",
      message: `Traces of the service "${reservedService}" are judge calls and are never judged themselves.`,
    });
  }
  const id = newUuid();
  await inTraceTransaction(deps.pool, projectId, traceId, async (client) => {
    await client.query(
      `INSERT INTO evaluation (id, project_id, trace_id, trace_start_time, application, state, config, judge_model_id,
         judge_snapshot, requested_by, next_attempt_at)
       VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, now())`,
      [
        id,
        projectId,
        traceId,
        trace.start_time_iso,
        trace.application,
        toJsonb(config),
        judge.id,
        toJsonb(toSnapshot(judge, deps.standInUrl)),
        principalName(grant.principal),
      ],
    );
    await publishSummary(client, projectId, traceId);
  });
  await enqueue(deps, projectId, id, 0);
  return getEvaluation(deps, grant, id);
}

/** Runs again what did not come to an end. Answers that were readable are not paid for twice. */
export async function retryEvaluation(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  id: string,
): Promise<EvaluationDetail> {
  const before = await getEvaluation(deps, grant, id);
  const attempt = await changeState(
    deps,
    grant.projectId,
    before,
    `SET state = 'queued', state_reason = NULL, queued_at = now(), next_attempt_at = now(), finished_at = NULL,
         lease_losses = 0
     WHERE state IN ('failed', 'partly', 'cancelled', 'not_extracted', 'delayed')`,
  );
  if (attempt === undefined) {
    throw new PlumblineError("resource.conflict", {
      message: `This evaluation is ${before.state}; only one that failed, was cancelled or waits can be run again.`,
    });
  }
  await enqueue(deps, grant.projectId, id, attempt);
  return getEvaluation(deps, grant, id);
}

/** Ends an evaluation; calls in flight are aborted by its worker within two seconds. Scores that it has stay. */
export async function cancelEvaluation(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  id: string,
): Promise<EvaluationDetail> {
  const before = await getEvaluation(deps, grant, id);
  const attempt = await changeState(
    deps,
    grant.projectId,
    before,
    `SET state = 'cancelled', finished_at = now(), next_attempt_at = NULL, lease_token = NULL, lease_until = NULL,
         state_reason = '{"code": "cancelled_by_user", "message": "Cancelled. Nothing more was asked of the judge."}'
     WHERE state IN ('queued', 'running', 'delayed')`,
  );
  if (attempt === undefined) {
    throw new PlumblineError("resource.conflict", {
      message: `This evaluation is ${before.state} already; there is nothing to cancel.`,
    });
  }
  return getEvaluation(deps, grant, id);
}

/** `change` is a constant of this file: SET … WHERE state …. Answers the attempt count, or undefined where no row fits. */
async function changeState(
  deps: EvaluationDeps,
  projectId: ProjectId,
  { id, traceId }: Pick<EvaluationDetail, "id" | "traceId">,
  change: string,
): Promise<number | undefined> {
  return inTraceTransaction(deps.pool, projectId, traceId, async (client) => {
    const { rows } = await client.query<{ attempt: number }>(
      `UPDATE evaluation ${change} AND project_id = $1 AND id = $2 RETURNING attempt`,
      [projectId, id],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    await publishSummary(client, projectId, traceId);
    return row.attempt;
  });
}

/**
 * Tells the queue. A queue that is away is logged and no error: the row is committed, and the sweep adds it within 15 s.
 * The attempt is part of the job's id, so that adding the same run twice is adding it once.
 */
export async function enqueue(
  deps: EvaluationDeps,
  projectId: string,
  evaluationId: string,
  attempt: number,
  delayMs = 0,
): Promise<void> {
  try {
    await deps.queue.add(evaluateTrace, { projectId, evaluationId }, { jobId: `${evaluationId}.${attempt}`, delayMs });
  } catch (error) {
    deps.logger.warn({ evaluationId, reason: (error as Error).message }, "The queue is away; the sweep will add this.");
  }
}

export function principalName(principal: Principal): string {
  switch (principal.kind) {
    case "user":
      return `user:${principal.userId}`;
    case "api-key":
      return `api-key:${principal.keyId}`;
    case "share":
      return `share:${principal.ticketId}`;
    case "system":
      return `system:${principal.job}`;
  }
}
