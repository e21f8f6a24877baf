"use client";

import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import type { SpanContent } from "@plumbline/public-api/schemas/span-content";
import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { callApi } from "~/lib/api-client";
import { buildPeek, type PeekModel } from "./peek-model";

const rowsMax = 60;
const openTraceStaleMs = 3_000;

export interface Peek {
  readonly trace: TraceItem | undefined;
  readonly model: PeekModel | undefined;
  /** Content of the root span: whole texts, where the list has previews. */
  readonly root: SpanContent | undefined;
  readonly problem: string | undefined;
}

/** The preview of one trace. `known` is its row in the list, shown at once. */
export function usePeek(projectId: string, traceId: string, known: TraceItem | undefined): Peek {
  const path = `/v1/projects/${projectId}/traces/${traceId}`;
  const tree = useQuery({
    queryKey: ["peek", projectId, traceId],
    queryFn: ({ signal }) => callApi<TraceTreeResponse>(`${path}/tree`, { signal }),
    staleTime: openTraceStaleMs,
  });
  const columns = tree.data?.spans;
  const model = useMemo(() => (columns === undefined ? undefined : buildPeek(columns, rowsMax)), [columns]);
  const rootSpanId = model?.rootSpanId;
  const root = useQuery({
    queryKey: ["peek-span", projectId, traceId, rootSpanId],
    queryFn: ({ signal }) => callApi<SpanContent>(`${path}/spans/${rootSpanId}`, { signal }),
    enabled: rootSpanId !== undefined,
    staleTime: openTraceStaleMs,
  });
  return {
    trace: known ?? tree.data?.trace,
    model,
    root: root.data,
    problem: tree.error?.message ?? root.error?.message,
  };
}
