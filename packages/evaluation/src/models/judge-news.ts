import type { EvaluationDeps } from "../evaluation-deps";
import type { JudgeCallRecord } from "../judge/ask-judge";
import { type EndpointMemory, type JudgeEndpoint, quirksOf } from "../judge/endpoint";
import type { JudgeFailureOutcome } from "../judge/outcome";

/** A call that gave no readable answer. */
export interface JudgeTrouble {
  readonly code: JudgeFailureOutcome;
  /** A finished sentence without secrets. */
  readonly message: string;
}

/** What the calls of one run, or of one test, said of the judge, to be shown beside its settings. */
export class JudgeNews {
  #answeredAt: Date | undefined;
  #failedAt: Date | undefined;
  #trouble: JudgeTrouble | undefined;

  hear({ outcome, problem }: Pick<JudgeCallRecord, "outcome" | "problem">): void {
    // A call that was ended from outside says nothing of the judge.
    if (outcome === "cancelled") return;
    if (outcome === "ok") {
      this.#answeredAt = new Date();
      return;
    }
    this.#failedAt = new Date();
    this.#trouble = { code: outcome, message: problem ?? "" };
  }

  /**
   * Keeps the times, and mode and refused parameters where a memory is given and a reply was readable: a judge that never answered
   * has none. Nothing is kept where the judge's address or model was changed meanwhile. A database that is away costs the news only.
   */
  async remember(
    deps: EvaluationDeps,
    { id, baseUrl, model }: JudgeEndpoint,
    memory: EndpointMemory | null,
  ): Promise<void> {
    if (this.#answeredAt === undefined && this.#failedAt === undefined) return;
    try {
      await deps.pool.query(
        `UPDATE judge_model
            SET last_answer_at = coalesce($4, last_answer_at),
                output_mode = CASE WHEN $4::timestamptz IS NULL THEN output_mode ELSE coalesce($5, output_mode) END,
                quirks = CASE WHEN $4::timestamptz IS NULL OR $5::text IS NULL THEN quirks ELSE $8::jsonb END,
                last_failed_at = coalesce($6, last_failed_at), last_failure = coalesce($7::jsonb, last_failure)
          WHERE id = $1 AND base_url = $2 AND model = $3`,
        [
          id,
          baseUrl,
          model,
          this.#answeredAt ?? null,
          memory?.mode ?? null,
          this.#failedAt ?? null,
          this.#trouble === undefined ? null : JSON.stringify(this.#trouble),
          memory === null ? null : (quirksOf(memory) as unknown),
        ],
      );
    } catch (error) {
      deps.logger.warn({ judgeId: id, reason: (error as Error).message }, "What a judge last said could not be kept.");
    }
  }
}
