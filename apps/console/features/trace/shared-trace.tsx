"use client";

import type { SharedTraceResponse } from "@plumbline/public-api/routes/get-shared-trace";
import { useMemo } from "react";
import { callApi } from "~/lib/api-client";
import { TraceReader } from "./trace-reader";
import type { SpanDetail, TraceSource, TraceTree } from "./trace-source";
import { Total } from "./trace-totals";

/** A trace as a share link shows it: the same reader, without what was hidden and without anything to do. */
export function SharedTrace(props: { readonly answer: SharedTraceResponse; readonly shareId: string | undefined }) {
  const { answer, shareId } = props;
  const source = useMemo(() => sharedTraceSource(answer, shareId), [answer, shareId]);
  const { note } = answer.share;
  const end = note === null ? undefined : <Total name="Note">{note}</Total>;
  return <TraceReader source={source} tree={answer} totalsEnd={end} />;
}

function sharedTraceSource(answer: SharedTraceResponse, shareId: string | undefined): TraceSource {
  const loadSpan = (spanId: string, signal: AbortSignal) =>
    callApi<SpanDetail>(`/share/spans/${spanId}`, { query: { share: shareId }, signal });
  return {
    key: `share ${shareId ?? "last"} ${answer.trace.traceId}`,
    canEvaluate: false,
    hiddenParts: answer.share.hiddenParts,
    sharedBy: answer.share.senderName,
    loadTree: (signal) => callApi<TraceTree>("/share/trace", { query: { share: shareId }, signal }),
    loadSpan,
    loadTexts: (spanIds, signal) =>
      Promise.all(
        spanIds.map(async (spanId) => {
          const { facts, content } = await loadSpan(spanId, signal);
          return { spanId, facts, content };
        }),
      ),
  };
}
