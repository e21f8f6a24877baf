/**
 * What became of one call to a judge. Everything but `ok` is a named state with a reason; none of them is ever a score.
 * `evaluation.judge_call.outcome` and the reason of a failed evaluation use these words.
 */
export const judgeOutcomes = [
  "ok",
  "auth",
  "quota",
  "rate",
  "timeout",
  "unparsable",
  "truncated",
  "refused",
  "content_filter",
  "context_too_long",
  "network",
  "invalid_request",
  "server",
  "cancelled",
  "budget",
  "held",
] as const;
export type JudgeOutcome = (typeof judgeOutcomes)[number];
export type JudgeFailureOutcome = Exclude<JudgeOutcome, "ok">;

/**
 * What a failure means for the evaluation.
 * `evaluation`: no call to this judge can succeed; stop at once. `delay`: the same call can succeed later.
 * `metric`: this metric cannot be judged; the others can. `run`: the run itself was ended from outside.
 */
export type FailureScope = "evaluation" | "delay" | "metric" | "run";

const scopes: Record<JudgeFailureOutcome, FailureScope> = {
  auth: "evaluation",
  quota: "evaluation",
  invalid_request: "evaluation",
  rate: "delay",
  timeout: "delay",
  network: "delay",
  server: "delay",
  unparsable: "metric",
  truncated: "metric",
  refused: "metric",
  content_filter: "metric",
  context_too_long: "metric",
  cancelled: "run",
  // No call was sent; those under way may finish.
  budget: "delay",
  held: "delay",
};

export interface JudgeFailureFacts {
  readonly httpStatus?: number;
  /** What the server asked for, or undefined. */
  readonly retryAfterMs?: number;
  /** The judge's raw answer, kept for people to read. */
  readonly answer?: string;
}

/** A call that gave no verdict. The message is a finished sentence for people, without secrets. */
export class JudgeFailure extends Error {
  readonly outcome: JudgeFailureOutcome;
  readonly facts: JudgeFailureFacts;

  constructor(outcome: JudgeFailureOutcome, message: string, facts: JudgeFailureFacts = {}) {
    super(message);
    this.name = "JudgeFailure";
    this.outcome = outcome;
    this.facts = facts;
  }

  get scope(): FailureScope {
    return scopes[this.outcome];
  }
}
