import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";

/** What the sign in front of a trace says. */
export function stateOf(trace: TraceItem): "error" | "running" | "incomplete" | "ok" {
  if (trace.status === "error") return "error";
  if (trace.isRunning) return "running";
  return trace.isIncomplete ? "incomplete" : "ok";
}
