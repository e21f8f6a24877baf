import type { MetricResult } from "./metric-result";
import type { JudgeFailure } from "./outcome";

/** How much of a long text was judged; empty where it was one call. */
export function partsDetail(judged: number, parts: number): Record<string, number> {
  return parts > 1 ? { chunksJudged: judged, chunks: parts } : {};
}

/** No score, because the parts that could not be judged might decide otherwise. */
export function undecided(
  failure: JudgeFailure,
  judged: number,
  parts: number,
): Pick<MetricResult, "score" | "label" | "reason"> & { readonly state: "failed" } {
  const reason = `Judged on ${judged} of ${parts} chunks, and the others might decide otherwise. ${failure.message}`;
  return { state: "failed", score: null, label: failure.outcome, reason };
}
