import type { EvaluationDeps } from "./evaluation-deps";
import { type EvaluationLease, extendLease, isHeld, leaseSeconds } from "./evaluation-lease";

const checkEveryMs = 1_000;
const extendEveryMs = 20_000;

export interface LeaseHold {
  /** Ends when the evaluation is no longer this run's (cancelled, taken over) or the worker stops. */
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * Looks every second whether the run still holds its evaluation, so that a cancel is obeyed within two, and extends the
 * lease every 20 of its 60 seconds. While the database is away the run goes on until its lease would have ended.
 */
export function keepLease(deps: EvaluationDeps, lease: EvaluationLease, stopping: AbortSignal): LeaseHold {
  const lost = new AbortController();
  let extendedAt = Date.now();
  let isChecking = false;
  const check = async () => {
    const isDue = Date.now() - extendedAt >= extendEveryMs;
    const startedAt = Date.now();
    const held = isDue ? await extendLease(deps.pool, lease) : await isHeld(deps.pool, lease);
    if (!held) lost.abort();
    else if (isDue) extendedAt = startedAt;
  };
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    check()
      .catch((error: Error) => {
        deps.logger.warn({ evaluationId: lease.evaluationId, reason: error.message }, "A lease could not be checked.");
        if (Date.now() - extendedAt >= leaseSeconds * 1_000) lost.abort();
      })
      .finally(() => {
        isChecking = false;
      });
  }, checkEveryMs);
  return { signal: AbortSignal.any([lost.signal, stopping]), release: () => clearInterval(timer) };
}
