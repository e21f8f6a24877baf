import type { EvaluationMetric } from "./evaluation-config";
import type { EvaluationLease, RunEnd } from "./evaluation-lease";
import type { JudgeSession } from "./judge/ask-judge";
import { judgeCorrectness } from "./judge/judge-correctness";
import { judgeFaithfulness } from "./judge/judge-faithfulness";
import { judgeRetrieval } from "./judge/judge-retrieval";
import type { JudgeInput, MetricResult } from "./judge/metric-result";
import { JudgeFailure } from "./judge/outcome";
import type { FlaggedInput } from "./judge-input";
import { endOfFailure } from "./run-end";
import type { StateReason } from "./state-reason";

interface MetricOutcome {
  readonly results: readonly MetricResult[];
  /** Set where a judge kept the metric from being scored in a way that concerns the whole run. */
  readonly failure?: JudgeFailure;
}

const metricNamesOf = {
  correctness: ["correctness"],
  faithfulness: ["faithfulness"],
  retrieval: ["ndcg", "hit_rate", "precision", "reciprocal_rank"],
} as const;

/** Judges the chosen metrics side by side (the limiter keeps the pace) and sums their outcomes up into one end. */
export async function judgeMetrics(
  session: JudgeSession,
  input: FlaggedInput,
  lease: Pick<EvaluationLease, "config" | "attempt" | "queuedAt">,
): Promise<RunEnd> {
  const { metrics, k, relevanceThreshold } = lease.config;
  const judge: Record<EvaluationMetric, (judged: JudgeInput) => Promise<MetricResult[]>> = {
    correctness: async (judged) => [await judgeCorrectness(session, judged)],
    faithfulness: async (judged) => [await judgeFaithfulness(session, judged)],
    retrieval: (judged) => judgeRetrieval(session, judged, { k, relevanceThreshold }),
  };
  const outcomes = await Promise.all(metrics.map((metric) => outcomeOf(metric, judge[metric](input))));
  const results = outcomes.flatMap((outcome) => outcome.results).map((result) => withFlags(result, input));
  const failures = outcomes.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const grave = gravest(failures);
  if (grave?.scope === "run") throw grave;
  return grave === undefined ? endOfResults(results) : endOfFailure(grave, lease, results, session.bounds.hasAnswer);
}

/** A failure of one metric alone becomes its result; one that concerns the run is handed up. Anything else is rethrown. */
async function outcomeOf(metric: EvaluationMetric, judging: Promise<MetricResult[]>): Promise<MetricOutcome> {
  try {
    return { results: await judging };
  } catch (thrown) {
    if (!(thrown instanceof JudgeFailure)) throw thrown;
    if (thrown.scope !== "metric") return { results: [], failure: thrown };
    const results = metricNamesOf[metric].map(
      (name): MetricResult => ({
        metric: name,
        state: "failed",
        score: null,
        label: thrown.outcome,
        reason: thrown.message,
        detail: {},
        promptVersion: null,
      }),
    );
    return { results };
  }
}

function gravest(failures: readonly JudgeFailure[]): JudgeFailure | undefined {
  return (
    failures.find(({ scope }) => scope === "evaluation") ??
    failures.find(({ scope }) => scope === "run") ??
    failures.find(({ scope }) => scope === "delay")
  );
}

/** Not applicable is an answer, if no score; failed is none. Scores beside failures are partly; failures without any are failed. */
function endOfResults(results: readonly MetricResult[]): RunEnd {
  const failures = results.filter(({ state }) => state === "failed");
  if (failures.length === 0) return { state: "succeeded", reason: null, results };
  const metrics = Object.fromEntries(failures.map(({ metric, reason }) => [metric, reason ?? ""]));
  const names = failures.map(({ metric }) => metric.replaceAll("_", " ")).join(", ");
  const [first] = failures;
  const message = `Not judged: ${names}. ${first?.reason ?? ""}`.trim();
  const isWhole = !results.some(({ state }) => state === "scored");
  const code = isWhole && first?.label === "unparsable" ? "unparsable" : "metrics_failed";
  const reason: StateReason = { code: isWhole ? codeOf(first, code) : "metrics_failed", message, metrics };
  return { state: isWhole ? "failed" : "partly", reason, results };
}

const failureCodes = ["unparsable", "truncated", "refused", "content_filter", "context_too_long"] as const;

function codeOf(first: MetricResult | undefined, fallback: StateReason["code"]): StateReason["code"] {
  return failureCodes.find((code) => code === first?.label) ?? fallback;
}

function withFlags(result: MetricResult, { addressesJudge }: FlaggedInput): MetricResult {
  return addressesJudge.length === 0 ? result : { ...result, detail: { ...result.detail, addressesJudge } };
}
