import { formatDuration } from "~/lib/format";
import type { TraceModel } from "./trace-model";

/** One line of what happened around a failure; the offset counts from the start of the failed span. */
export interface StoryLine {
  readonly offsetUs: number;
  readonly text: string;
}

const linesBefore = 2;

/**
 * What happened just before a span failed, and at once afterwards: the spans that ended last before it began, its own end, and
 * the next attempt of the same name if there was one.
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
  const again = nextAttempt(model, model.failure.origin);
  if (again !== undefined) {
    const outcome = again.status === "error" ? "failed again" : "succeeded";
    lines.push({ offsetUs: again.startUs - failed.startUs, text: `tried again, ${outcome}` });
  }
  return lines;
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

/** The next span of the same name that the same caller, or the caller's next attempt, started after the failure. */
function nextAttempt(model: Pick<TraceModel, "spans" | "shape">, origin: number) {
  const parent = model.shape.parent[origin] ?? -1;
  const grandparent = model.shape.parent[parent] ?? -1;
  const scope = grandparent >= 0 ? grandparent : parent;
  const failed = model.spans[origin];
  if (failed === undefined || scope < 0) return undefined;
  for (let index = origin + 1; index < (model.shape.end[scope] ?? 0); index += 1) {
    const span = model.spans[index];
    if (span !== undefined && span.name === failed.name && span.startUs >= failed.endUs) return span;
  }
  return undefined;
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
