import type { EndpointLimiter } from "./endpoint-limiter";
import { JudgeFailure } from "./outcome";

export interface RetryPolicy {
  /** Sends of one question while it fails in a way that may pass, and failures in a row of all questions of a run. */
  readonly triesMax: number;
  /**
   * A run ends when its judge has answered nobody for so long, and does not begin to wait for longer. A judge whose own time
   * limit for a call is longer is waited for that long.
   */
  readonly silenceMsMax: number;
  /** A run ends after so long however well its judge answers, so that others have their turn; its answers are kept. */
  readonly runMsMax: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  triesMax: 4,
  silenceMsMax: 120_000,
  runMsMax: 600_000,
  baseDelayMs: 500,
  maxDelayMs: 8_000,
};

/** Above the time limit of a call, so that a call that takes all of it is told as what it is. */
const callGraceMs = 1_000;

interface RunBoundsInput {
  /** Ends the run from outside: cancelled, taken over, the worker stops. */
  readonly signal: AbortSignal;
  readonly limiter: EndpointLimiter;
  readonly policy: RetryPolicy;
  /** Time limit of one call. */
  readonly timeoutMs: number;
}

/**
 * What ends a run of questions to a judge before all are answered, and why. The questions run side by side: what one of them
 * hears of the judge counts for the others, or each would wait for what is known already. MUST be closed.
 */
export class RunBounds {
  /** Ends calls under way, and waits. */
  readonly calls: AbortSignal;
  /** Ends waits only: no further call is sent, and those under way may finish, because they are paid for. */
  readonly waits: AbortSignal;
  readonly #outside: AbortSignal;
  readonly #callsEnd = new AbortController();
  readonly #waitsEnd = new AbortController();
  readonly #limiter: EndpointLimiter;
  readonly #policy: RetryPolicy;
  readonly #silenceMs: number;
  readonly #startedAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #endedBy: JudgeFailure | undefined;
  #lastPassing: JudgeFailure | undefined;
  #failuresInRow = 0;
  #lastFailedAt = 0;
  #hasAnswer = false;

  constructor({ signal, limiter, policy, timeoutMs }: RunBoundsInput) {
    this.#outside = signal;
    this.#limiter = limiter;
    this.#policy = policy;
    this.#silenceMs = Math.max(policy.silenceMsMax, timeoutMs + callGraceMs);
    this.calls = AbortSignal.any([signal, this.#callsEnd.signal]);
    this.waits = AbortSignal.any([this.calls, this.#waitsEnd.signal]);
    this.#watch();
  }

  /** Milliseconds since 1970 at which the run ends unless the judge answers before. */
  get until(): number {
    const silentSince = Math.max(this.#startedAt, this.#limiter.lastAnswerAt);
    return Math.min(silentSince + this.#silenceMs, this.#startedAt + this.#runMs);
  }

  /** The judge answered something readable in this run. */
  get hasAnswer(): boolean {
    return this.#hasAnswer;
  }

  succeeded(): void {
    this.#hasAnswer = true;
    this.#failuresInRow = 0;
  }

  /** A call failed in a way that may pass. Calls that were under way together count as one. */
  failed(failure: JudgeFailure, sentAt: number): void {
    this.#lastPassing = failure;
    if (sentAt < this.#lastFailedAt) return;
    this.#lastFailedAt = Date.now();
    this.#failuresInRow += 1;
  }

  /** How many tries in a row have failed, of whichever questions of the run. */
  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  /** Another try makes sense: the judge has not failed too often, and its pause ends before the run does. */
  get allowsRetry(): boolean {
    return this.#failuresInRow < this.#policy.triesMax && this.#limiter.pausedUntil <= this.until;
  }

  /**
   * What a question failed by, after its last try. Where that concerns the whole run the others end with it: at once where no
   * call can succeed, before their next call where one can later. A question that was ended says by what.
   */
  finalFailure(failure: JudgeFailure): JudgeFailure {
    if (failure.scope === "metric") return failure;
    if (failure.scope === "run") return this.#outside.aborted ? failure : (this.#endedBy ?? failure);
    if (failure.scope === "evaluation") {
      this.#endedBy = failure;
      this.#callsEnd.abort();
    } else {
      // The first reason stands: what calls under way come to afterwards is no news.
      this.#endedBy ??= failure;
      this.#waitsEnd.abort();
    }
    return this.#endedBy;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  get #runMs(): number {
    return Math.max(this.#policy.runMsMax, this.#silenceMs);
  }

  #watch(): void {
    const leftMs = this.until - Date.now();
    if (leftMs > 0) {
      this.#timer = setTimeout(() => this.#watch(), leftMs);
      return;
    }
    this.#endedBy ??= Date.now() >= this.#startedAt + this.#runMs ? tooSlow(this.#runMs) : this.#silent();
    this.#callsEnd.abort();
  }

  #silent(): JudgeFailure {
    return (
      this.#lastPassing ??
      new JudgeFailure("timeout", `The judge did not finish an answer within ${Math.round(this.#silenceMs / 1_000)} s.`)
    );
  }
}

function tooSlow(runMs: number): JudgeFailure {
  return new JudgeFailure(
    "timeout",
    `The judge was not done after ${Math.round(runMs / 1_000)} s. What it answered is kept, and the rest is asked next time.`,
  );
}
