import { callApi } from "~/lib/api-client";
import type { SpanDetail, TraceSource, TraceTree } from "./trace-source";

/** A trace of a project, read through the API with the viewer's session. */
export function projectTraceSource(projectId: string, traceId: string, canEvaluate: boolean): TraceSource {
  const path = `/v1/projects/${projectId}/traces/${traceId}`;
  return {
    key: path,
    canEvaluate,
    hiddenParts: [],
    loadTree: (signal) => callApi<TraceTree>(`${path}/tree`, { signal }),
    loadSpan: (spanId, signal) => callApi<SpanDetail>(`${path}/spans/${spanId}`, { signal }),
  };
}
