import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import type { StatusName } from "@plumbline/ui/status-icon";

type SignOfTrace = Exclude<StatusName, "broken" | "unset">;

/** The one sign of a trace. A failure counts more than what is still missing. */
export function traceState(trace: TraceItem): SignOfTrace {
  if (trace.status === "error") return "error";
  if (trace.isRunning) return "running";
  return trace.isIncomplete ? "incomplete" : "ok";
}

export const stateTitles: Record<SignOfTrace, string> = {
  ok: "ok",
  error: "Error",
  running: "Running: a span has not ended",
  incomplete: "Incomplete: the root or a parent span has not arrived",
};
