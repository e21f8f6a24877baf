import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";

/** A trace as a turn of a conversation, with what lies between it and the turn before. */
export interface Turn {
  readonly trace: TraceItem;
  /** From 1. */
  readonly number: number;
  /**
   * From the end of everything before to its start, in milliseconds; below 0 where it began while an earlier one still ran.
   * Undefined for the first.
   */
  readonly gapMs: number | undefined;
}

/** Traces in order of time as turns. */
export function turnsOf(traces: readonly TraceItem[]): Turn[] {
  let lastEndMs: number | undefined;
  return traces.map((trace, index) => {
    const startMs = Date.parse(trace.startTime);
    const gapMs = lastEndMs === undefined ? undefined : startMs - lastEndMs;
    lastEndMs = Math.max(lastEndMs ?? Number.NEGATIVE_INFINITY, startMs + trace.durationMs);
    return { trace, number: index + 1, gapMs };
  });
}
