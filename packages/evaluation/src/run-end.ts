import type { EvaluationLease, RunEnd } from "./evaluation-lease";
import type { MetricResult } from "./judge/metric-result";
import type { JudgeFailure } from "./judge/outcome";
import { reasonOfFailure } from "./state-reason";

const ageMsMax = 24 * 3_600_000;
/** Waits between runs when the judge asks for none: minutes at first, an hour in the end. */
const delaysMs = [60_000, 300_000, 900_000, 1_800_000, 3_600_000];

/**
 * What a failure of the judge makes of the whole evaluation: failed at once where no call can succeed, else delayed until the
 * judge's own Retry-After or the next step, for at most 24 hours after it was queued. Waits grow only while nothing is answered
 * (`hasAnswer`): a judge that is slow goes on soon.
 */
export function endOfFailure(
  failure: JudgeFailure,
  lease: Pick<EvaluationLease, "attempt" | "queuedAt">,
  results: readonly MetricResult[],
  hasAnswer: boolean,
  now: number = Date.now(),
): RunEnd {
  const reason = reasonOfFailure(failure);
  if (failure.scope !== "delay") return { state: "failed", reason, results };
  if (failure.outcome === "held") return { state: "queued", reason: null, results };
  if (failure.outcome === "budget") return { state: "cancelled", reason, results };
  const step = delaysMs[hasAnswer ? 0 : Math.min(lease.attempt, delaysMs.length) - 1] ?? 60_000;
  const delayMs = Math.max(step, failure.facts.retryAfterMs ?? 0);
  if (now + delayMs > lease.queuedAt.getTime() + ageMsMax) {
    const message = `${reason.message} It was tried for 24 hours; retry it by hand when the judge is well again.`;
    return { state: "failed", reason: { ...reason, message }, results };
  }
  return { state: "delayed", reason, results, delayMs };
}
