import type { EvaluationDeps } from "./evaluation-deps";
import { type EvaluationLease, extendLease, isHeld } from "./evaluation-lease";

export interface LeaseHold {
  /** Ends when the evaluation is no longer this run's (cancelled, taken over) or the worker stops. */
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * Looks every second whether the run still holds its evaluation, so that a cancel is obeyed within two, and extends the lease
 * well within its length. While the database is away the run goes on until its lease would have ended: from then on another
 * worker may have it, even if this one, cut off, hears nothing of it.
 */
export function keepLease(deps: EvaluationDeps, lease: EvaluationLease, stopping: AbortSignal): LeaseHold {
  const { checkEveryMs, extendEveryMs } = deps.leaseTimes;
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
    if (isChecking) {
      // A statement that hangs on a dead connection never rejects.
      if (Date.now() - extendedAt >= lease.leaseMs) lost.abort();
      return;
    }
    isChecking = true;
    check()
      .catch((error: Error) => {
        deps.logger.warn({ evaluationId: lease.evaluationId, reason: error.message }, "A lease could not be checked.");
        if (Date.now() - extendedAt >= lease.leaseMs) lost.abort();
      })
      .finally(() => {
        isChecking = false;
      });
  }, checkEveryMs);
  return { signal: AbortSignal.any([lost.signal, stopping]), release: () => clearInterval(timer) };
}
