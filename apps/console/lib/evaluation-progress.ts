import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";

const unfinished: ReadonlySet<string> = new Set(["queued", "running", "delayed"]);

/** How often a page asks again while an evaluation that it shows is under way. */
export const evaluationRefetchMs = 2_000;

/** Whether an evaluation in this state will still change by itself. */
export function isUnfinishedState(state: string): boolean {
  return unfinished.has(state);
}

/** Whether the trace's newest evaluation will still change by itself. */
export function isBeingEvaluated({ evaluation }: Pick<TraceItem, "evaluation">): boolean {
  return evaluation !== null && isUnfinishedState(evaluation.state);
}
