import { newUuid, type ProjectId } from "@plumbline/base/ids";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import type { Extraction } from "@plumbline/span/extraction/types";
import type { EvaluationConfig } from "./evaluation-config";
import type { EvaluationState } from "./evaluation-types";
import type { JudgeCallRecord } from "./judge/ask-judge";
import type { MetricResult } from "./judge/metric-result";
import { publishSummary } from "./publish-summary";
import type { StateReason } from "./state-reason";
import { toJsonb } from "./store-sql";
import { inTraceTransaction } from "./trace-transaction";

/** How long a run's hold lasts without a sign of life, and how often it gives one. */
export interface LeaseTimes {
  readonly leaseMs: number;
  readonly extendEveryMs: number;
  /** How often a run looks whether it was cancelled or taken over. */
  readonly checkEveryMs: number;
}

/**
 * A dead run is noticed after its lease at the latest, so the lease is short; four extensions have to fail before a live run
 * loses it, however long its judge takes to answer.
 */
export const defaultLeaseTimes: LeaseTimes = { leaseMs: 12_000, extendEveryMs: 3_000, checkEveryMs: 1_000 };

/** BullMQ's clock and the database's may differ a little; a job that comes this early is still due. */
const dueSlackSeconds = 2;

/** A run's hold on its evaluation. Every write names the token; after the lease was lost such a write changes nothing. */
export interface EvaluationLease {
  readonly projectId: ProjectId;
  readonly evaluationId: string;
  readonly traceId: string;
  readonly token: string;
  readonly config: EvaluationConfig;
  readonly judgeModelId: string;
  readonly attempt: number;
  readonly queuedAt: Date;
  readonly leaseMs: number;
  /** Null: asked for by a person, for this one trace. */
  readonly task: { readonly id: string; readonly version: number } | null;
}

/** Thrown where a write found that the evaluation is no longer this run's: cancelled, or taken over after its lease ended. */
export class LeaseLost extends Error {}

/**
 * Which judge a due evaluation asks, before it is taken; undefined where it is not due. `judge` is the same text for every
 * evaluation that asks the same model at the same address for the same project.
 */
export async function findDue(
  pool: Pool,
  projectId: ProjectId,
  evaluationId: string,
): Promise<{ readonly judge: string; readonly attempt: number } | undefined> {
  const { rows } = await pool.query<{ judge: string; attempt: number }>(
    `SELECT concat_ws(' ', project_id, judge_snapshot ->> 'baseUrl', judge_snapshot ->> 'model') AS judge, attempt
       FROM evaluation WHERE project_id = $1 AND id = $2 AND ${isDue("$3")}`,
    [projectId, evaluationId, dueSlackSeconds],
  );
  return rows[0];
}

/** `slack` is the placeholder of dueSlackSeconds. */
function isDue(slack: string): string {
  return `state IN ('queued', 'delayed') AND ${isReleased}
          AND (next_attempt_at IS NULL OR next_attempt_at <= now() + make_interval(secs => ${slack}))`;
}

/** As SQL over `evaluation`: no task holds it back. Those of a paused or blocked one stay as they are until it goes on. */
export const isReleased = `(evaluation.task_id IS NULL OR NOT EXISTS (
            SELECT FROM evaluation_task AS held WHERE held.project_id = evaluation.project_id
               AND held.id = evaluation.task_id AND held.state IN ('paused', 'blocked')))`;

/** Takes a due evaluation, or answers undefined when it is not due, not there, or another run has it. */
export async function takeLease(
  pool: Pool,
  projectId: ProjectId,
  evaluationId: string,
  leaseMs: number = defaultLeaseTimes.leaseMs,
): Promise<EvaluationLease | undefined> {
  const found = await pool.query<{ trace_id: string }>(
    "SELECT trace_id FROM evaluation WHERE project_id = $1 AND id = $2",
    [projectId, evaluationId],
  );
  const traceId = found.rows[0]?.trace_id;
  if (traceId === undefined) return undefined;
  return inTraceTransaction(pool, projectId, traceId, async (client) => {
    const token = newUuid();
    const { rows } = await client.query<LeaseRow>(
      `UPDATE evaluation
          SET state = 'running', attempt = attempt + 1, lease_token = $3,
              lease_until = now() + make_interval(secs => $4), started_at = coalesce(started_at, now()),
              next_attempt_at = NULL, state_reason = NULL
        WHERE project_id = $1 AND id = $2 AND ${isDue("$5")}
        RETURNING config, judge_model_id, attempt, queued_at, task_id, task_version`,
      [projectId, evaluationId, token, leaseMs / 1_000, dueSlackSeconds],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    await publishSummary(client, projectId, traceId);
    return {
      projectId,
      evaluationId,
      traceId: traceId.replaceAll("-", ""),
      token,
      config: row.config,
      judgeModelId: row.judge_model_id,
      attempt: row.attempt,
      queuedAt: row.queued_at,
      leaseMs,
      task: row.task_id === null || row.task_version === null ? null : { id: row.task_id, version: row.task_version },
    };
  });
}

interface LeaseRow {
  config: EvaluationConfig;
  judge_model_id: string;
  attempt: number;
  queued_at: Date;
  task_id: string | null;
  task_version: number | null;
}

export async function isHeld(pool: Pool, { projectId, evaluationId, token }: EvaluationLease): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT 1 FROM evaluation WHERE project_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running'`,
    [projectId, evaluationId, token],
  );
  return rows.length === 1;
}

export async function extendLease(
  pool: Pool,
  { projectId, evaluationId, token, leaseMs }: EvaluationLease,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE evaluation SET lease_until = now() + make_interval(secs => $4)
      WHERE project_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running'`,
    [projectId, evaluationId, token, leaseMs / 1_000],
  );
  return rowCount === 1;
}

export async function saveExtraction(pool: Pool, lease: EvaluationLease, extraction: Extraction): Promise<void> {
  const { rowCount } = await pool.query(
    `UPDATE evaluation SET extraction = $4 WHERE project_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running'`,
    [lease.projectId, lease.evaluationId, lease.token, toJsonb(extraction)],
  );
  if (rowCount !== 1) throw new LeaseLost();
}

export interface RunEnd {
  readonly state: Extract<
    EvaluationState,
    "queued" | "delayed" | "not_extracted" | "succeeded" | "partly" | "failed" | "cancelled"
  >;
  readonly reason: StateReason | null;
  readonly results: readonly MetricResult[];
  /** For delayed: how long from now. */
  readonly delayMs?: number;
}

/**
 * Ends a run: scores, state, token sums, supersession and the list's summary in one transaction.
 * Throws LeaseLost, and writes nothing, when the evaluation is no longer this run's.
 */
export async function endRun(pool: Pool, lease: EvaluationLease, end: RunEnd): Promise<void> {
  const { projectId, evaluationId, token } = lease;
  await inTraceTransaction(pool, projectId, lease.traceId, async (client) => {
    const held = await client.query(
      `SELECT 1 FROM evaluation
        WHERE project_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running' FOR UPDATE`,
      [projectId, evaluationId, token],
    );
    if (held.rows.length === 0) throw new LeaseLost();
    await saveScores(client, lease, end.results);
    const isFinal = end.state !== "queued" && end.state !== "delayed";
    await client.query(
      `UPDATE evaluation
          SET state = $3, state_reason = $4, lease_token = NULL, lease_until = NULL,
              finished_at = CASE WHEN $5 THEN now() END,
              next_attempt_at = CASE WHEN $5 THEN NULL ELSE now() + make_interval(secs => $6) END,
              (judge_calls, prompt_tokens, completion_tokens) = (
                SELECT count(*), sum(prompt_tokens), sum(completion_tokens) FROM judge_call
                 WHERE project_id = $1 AND evaluation_id = $2)
        WHERE project_id = $1 AND id = $2`,
      [
        projectId,
        evaluationId,
        end.state,
        end.reason === null ? null : toJsonb(end.reason),
        isFinal,
        (end.delayMs ?? 0) / 1_000,
      ],
    );
    if (end.reason?.code === "budget") await markSkipped(client, lease);
    if (isFinal) await supersedeOlder(client, lease);
    await publishSummary(client, projectId, lease.traceId);
  });
}

/** Its trace was taken, and the task's cap came before its score: it can be run again when the cap allows. */
async function markSkipped(
  client: PoolClient,
  { projectId, evaluationId, traceId, task }: EvaluationLease,
): Promise<void> {
  if (task === null) return;
  await client.query(
    `UPDATE evaluation_decision SET state = 'skipped_budget', due_at = NULL
      WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4 AND evaluation_id = $5`,
    [projectId, task.id, task.version, traceId, evaluationId],
  );
}

async function saveScores(client: PoolClient, lease: EvaluationLease, results: readonly MetricResult[]): Promise<void> {
  for (const { metric, state, score, label, reason, detail, promptVersion } of results) {
    await client.query(
      `INSERT INTO evaluation_score (project_id, evaluation_id, metric, state, score, label, reason, detail, prompt_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (project_id, evaluation_id, metric) DO UPDATE
         SET state = EXCLUDED.state, score = EXCLUDED.score, label = EXCLUDED.label, reason = EXCLUDED.reason,
             detail = EXCLUDED.detail, prompt_version = EXCLUDED.prompt_version, created_at = now()`,
      [lease.projectId, lease.evaluationId, metric, state, score, label, reason, toJsonb({ ...detail }), promptVersion],
    );
  }
}

/**
 * Of a trace's scored evaluations only the newest requested one stands; which of them finished first does not matter. Those of
 * different tasks stand beside each other, and so do those of different versions of one: they judge by different rules.
 */
async function supersedeOlder(client: PoolClient, { projectId, traceId, task }: EvaluationLease): Promise<void> {
  await client.query(
    `UPDATE evaluation AS older
        SET state = 'superseded',
            state_reason = '{"code": "superseded", "message": "A newer evaluation of this trace has finished."}'
       FROM (SELECT id FROM evaluation
              WHERE project_id = $1 AND trace_id = $2 AND state IN ('succeeded', 'partly')
                AND task_id IS NOT DISTINCT FROM $3 AND task_version IS NOT DISTINCT FROM $4
              ORDER BY id DESC LIMIT 1) AS newest
      WHERE older.project_id = $1 AND older.trace_id = $2 AND older.state IN ('succeeded', 'partly')
        AND older.task_id IS NOT DISTINCT FROM $3 AND older.task_version IS NOT DISTINCT FROM $4
        AND older.id < newest.id`,
    [projectId, traceId, task?.id ?? null, task?.version ?? null],
  );
}

/** An answer came from the stand-in model, whatever judge was named: its scores are labelled from now on, in the list too. */
export async function markStandIn(pool: Pool, { projectId, evaluationId, traceId }: EvaluationLease): Promise<void> {
  await inTraceTransaction(pool, projectId, traceId, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE evaluation SET judge_snapshot = judge_snapshot || '{"isStandIn": true}'
        WHERE project_id = $1 AND id = $2 AND NOT (judge_snapshot @> '{"isStandIn": true}')`,
      [projectId, evaluationId],
    );
    if (rowCount === 1) await publishSummary(client, projectId, traceId);
  });
}

/** Kept for audit whatever becomes of the run: no lease is asked. */
export async function saveJudgeCall(pool: Pool, lease: EvaluationLease, call: JudgeCallRecord): Promise<void> {
  await pool.query(
    `INSERT INTO judge_call (project_id, evaluation_id, id, purpose, attempt, prompt_version, model_requested,
       model_answered, output_mode, input_hash, request, outcome, http_status, answer, prompt_tokens, completion_tokens,
       duration_ms)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      lease.projectId,
      lease.evaluationId,
      call.id,
      call.purpose,
      call.attempt,
      call.promptVersion,
      call.modelRequested,
      call.modelAnswered,
      call.outputMode,
      call.inputHash,
      toJsonb(call.request),
      call.outcome,
      call.httpStatus,
      call.answer,
      call.promptTokens,
      call.completionTokens,
      call.durationMs,
    ],
  );
}

export async function findAnswer(pool: Pool, lease: EvaluationLease, inputHash: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ answer: string | null }>(
    `SELECT answer FROM judge_call
      WHERE project_id = $1 AND evaluation_id = $2 AND input_hash = $3 AND outcome = 'ok' LIMIT 1`,
    [lease.projectId, lease.evaluationId, inputHash],
  );
  return rows[0]?.answer ?? undefined;
}
