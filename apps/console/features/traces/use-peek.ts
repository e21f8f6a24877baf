"use client";

import type { SpanResponse } from "@plumbline/public-api/routes/get-span";
import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { callApi } from "~/lib/api-client";
import { buildPeek, type PeekModel } from "./peek-model";

const rowsMax = 60;
const openTraceStaleMs = 3_000;
/** A drawer shows the beginning of a text; the whole stands in the trace. */
const rootCharsMax = 20_000;

/** A span with its content, long texts cut. */
export type PeekedSpan = Omit<SpanResponse, "cost">;

export interface Peek {
  readonly trace: TraceItem | undefined;
  readonly model: PeekModel | undefined;
  /** Content of the root span: far more of its texts than the list has. */
  readonly root: PeekedSpan | undefined;
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
    queryFn: ({ signal }) =>
      callApi<PeekedSpan>(`${path}/spans/${rootSpanId}`, { query: { textCharsMax: rootCharsMax }, signal }),
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
