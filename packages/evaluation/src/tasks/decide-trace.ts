import type { ScannedTrace } from "@plumbline/span-store/scan/scan-traces";
import { reservedService } from "../request-evaluation";
import { isSampled } from "../sampling/probability-policy";
import { windowOf } from "../sampling/window-policy";
import type { ActiveTask } from "./active-task";
import { readinessOf } from "./completeness";

export interface Decision {
  readonly trace: ScannedTrace;
  readonly state: "filtered_out" | "sampled_out" | "waiting";
  /** When the trace may be judged, whatever becomes of it. */
  readonly dueMs: number;
  readonly windowStartMs: number | null;
}

/** In the sampling period and of the application: these traces, and no others, have a decision. */
export function isEligible(task: ActiveTask, { startMs, application }: ScannedTrace): boolean {
  if (startMs < task.samplingStartMs || (task.samplingEndMs !== null && startMs >= task.samplingEndMs)) return false;
  return task.application === null || task.application === application;
}

/** Judge calls are traces too, and are never judged. */
export function isJudgeTrace({ application }: ScannedTrace): boolean {
  return application === reservedService;
}

/**
 * What becomes of an eligible trace as it stands. `isMatch` is what the filter says of it; a long trace whose figures are still
 * being added up waits, because the filter may say something else then.
 */
export function decideTrace(task: ActiveTask, trace: ScannedTrace, isMatch: boolean, quietMs: number): Decision {
  const { atMs } = readinessOf(trace, quietMs);
  const decided = { trace, dueMs: atMs, windowStartMs: null };
  if (isJudgeTrace(trace) || !(isMatch || trace.isTotalsDue)) return { ...decided, state: "filtered_out" };
  if (task.sampling.policy === "probability") {
    const isTaken = isSampled(task.salt, hexOf(trace.traceId), task.sampling.percent);
    return { ...decided, state: isTaken ? "waiting" : "sampled_out" };
  }
  const { everyMinutes } = task.sampling;
  const window = windowOf(trace.startMs, { samplingStartMs: task.samplingStartMs, everyMinutes });
  return { ...decided, state: "waiting", windowStartMs: window?.startMs ?? task.samplingStartMs };
}

export function hexOf(uuid: string): string {
  return uuid.replaceAll("-", "");
}
