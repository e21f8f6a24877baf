import { formatDuration } from "~/lib/format";
import type { TraceModel, TraceSpan } from "./trace-model";

/** One line of what happened around a failure; the offset counts from the start of the failed span. */
export interface StoryLine {
  readonly offsetUs: number;
  readonly text: string;
}

const linesBefore = 2;

/**
 * What happened around a failure: the spans that ended last before the failed one began, its own end, and the further
 * attempts of the same name if there were any.
 */
export function failureStory(model: Pick<TraceModel, "spans" | "shape" | "failure">): readonly StoryLine[] {
  const failed = model.failure === undefined ? undefined : model.spans[model.failure.origin];
  if (model.failure === undefined || failed === undefined) return [];
  const lines: StoryLine[] = nearestBefore(model, model.failure.before).flatMap((index) => {
    const span = model.spans[index];
    if (span === undefined) return [];
    const how = span.status === "error" ? "failed" : "ended";
    const text = `${span.name} ${how} after ${formatDuration((span.durationUs ?? 0) / 1000)}`;
    return [{ offsetUs: span.endUs - failed.startUs, text }];
  });
  if (failed.durationUs !== null) lines.push({ offsetUs: failed.durationUs, text: `${failed.name} failed` });
  const again = furtherAttempts(model, model.failure.origin);
  const [first] = again;
  if (first !== undefined) lines.push({ offsetUs: first.startUs - failed.startUs, text: attemptsText(again) });
  return lines;
}

function attemptsText(again: readonly TraceSpan[]): string {
  const last = again.at(-1);
  const outcome = last?.durationUs === null ? "still running" : last?.status === "error" ? "failed" : "succeeded";
  if (again.length > 1)
    return `tried again ${again.length} times, ${outcome === "failed" ? "all" : "the last"} ${outcome}`;
  return `tried again, ${outcome === "failed" ? "failed again" : outcome}`;
}

/** Oldest first. A parent that ended with its listed child says nothing more and is left out. */
function nearestBefore(model: Pick<TraceModel, "shape">, before: readonly number[]): readonly number[] {
  const isListedBelow = (index: number) =>
    before.some((other) => other > index && other < (model.shape.end[index] ?? 0));
  return before
    .filter((index) => !isListedBelow(index))
    .slice(0, linesBefore)
    .reverse();
}

/**
 * The spans of the same name that the same caller, or the caller's next attempts, started one after the other after the
 * failure, up to the first that did not fail.
 */
function furtherAttempts(model: Pick<TraceModel, "spans" | "shape">, origin: number): readonly TraceSpan[] {
  const parent = model.shape.parent[origin] ?? -1;
  const grandparent = model.shape.parent[parent] ?? -1;
  const scope = grandparent >= 0 ? grandparent : parent;
  const failed = model.spans[origin];
  if (failed === undefined || scope < 0) return [];
  const attempts: TraceSpan[] = [];
  let last = failed;
  for (let index = origin + 1; index < (model.shape.end[scope] ?? 0) && last.status === "error"; index += 1) {
    const span = model.spans[index];
    if (span === undefined || span.name !== failed.name || span.startUs < last.endUs) continue;
    attempts.push(span);
    last = span;
  }
  return attempts;
}

/** How many siblings of a span's name failed: a caller that tried several times. 1 for a single failure. */
export function attemptsOf(model: Pick<TraceModel, "spans" | "shape">, index: number): number {
  const parent = model.shape.parent[index] ?? -1;
  const span = model.spans[index];
  if (parent < 0 || span === undefined) return 1;
  let count = 0;
  for (let child = parent + 1; child < (model.shape.end[parent] ?? 0); child = model.shape.end[child] ?? child + 1) {
    const other = model.spans[child];
    if (other?.name === span.name && other.status === "error") count += 1;
  }
  return count;
}
