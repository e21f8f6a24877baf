"use client";

import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";

/** The call chain of a trace; the trace page keeps its answer under the same key. */
export function useTraceTree(projectId: string, traceId: string | undefined): UseQueryResult<TraceTreeResponse> {
  const path = `/v1/projects/${projectId}/traces/${traceId}`;
  return useQuery({
    queryKey: ["trace-tree", path],
    queryFn: ({ signal }) => callApi<TraceTreeResponse>(`${path}/tree`, { signal }),
    enabled: traceId !== undefined,
    staleTime: 60_000,
  });
}
