"use client";

import type { SharedTraceResponse } from "@plumbline/public-api/routes/get-shared-trace";
import { useMemo } from "react";
import { callApi, readApiText } from "~/lib/api-client";
import { withCutMarks } from "./cut-marks";
import { TraceReader } from "./trace-reader";
import { type SpanDetail, shownCharsMax, type TraceSource, type TraceTree } from "./trace-source";
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
    callApi<SpanDetail>(`/share/spans/${spanId}`, { query: { share: shareId, textCharsMax: shownCharsMax }, signal });
  return {
    key: `share ${shareId ?? "last"} ${answer.trace.traceId}`,
    canEvaluate: false,
    hiddenParts: answer.share.hiddenParts,
    sharedBy: answer.share.senderName,
    loadTree: (signal) => callApi<TraceTree>("/share/trace", { query: { share: shareId }, signal }),
    loadSpan,
    values: {
      load: (spanId, value, range, signal) =>
        readApiText(`/share/spans/${spanId}/value`, {
          query: { share: shareId, path: JSON.stringify(value), ...range },
          signal,
        }),
      href: (spanId, value) => {
        const query = new URLSearchParams({ path: JSON.stringify(value) });
        if (shareId !== undefined) query.set("share", shareId);
        return `/api/share/spans/${spanId}/value?${query}`;
      },
    },
    loadTexts: (spanIds, signal) =>
      Promise.all(
        spanIds.map(async (spanId) => {
          const { facts, content, cuts } = await loadSpan(spanId, signal);
          return { spanId, facts, content: withCutMarks(content, cuts) };
        }),
      ),
  };
}
