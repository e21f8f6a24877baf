"use client";

import { Transcript, type TranscriptTurn } from "@plumbline/span/transcript";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { TraceModel } from "./trace-model";
import type { SpanText, TraceSource } from "./trace-source";

/** Spans whose texts come in one answer. */
const pageSpans = 20;

/** One span of the conversation; without a turn while its text has not come. */
export interface TranscriptEntry {
  readonly index: number;
  readonly turn: TranscriptTurn;
  readonly text: SpanText;
}

/** Spans that speak: models, agents, tools, retrievers, and the roots that were asked. In order of time. */
export function speakingSpans({ spans, shape }: Pick<TraceModel, "spans" | "shape">): readonly number[] {
  const kinds = new Set(["LLM", "AGENT", "TOOL", "RETRIEVER", "GUARDRAIL"]);
  return spans
    .flatMap(({ kind }, index) => (kinds.has(kind) || shape.parent[index] === -1 ? [index] : []))
    .sort((a, b) => (spans[a]?.startUs ?? 0) - (spans[b]?.startUs ?? 0) || a - b);
}

export function useTranscript(source: TraceSource, model: TraceModel) {
  const speaking = useMemo(() => speakingSpans(model), [model]);
  const ids = useMemo(() => speaking.map((index) => model.spans[index]?.spanId ?? ""), [speaking, model.spans]);
  const query = useInfiniteQuery({
    queryKey: ["transcript", source.key, ids.length],
    queryFn: ({ pageParam, signal }) => source.loadTexts(ids.slice(pageParam, pageParam + pageSpans), signal),
    initialPageParam: 0,
    getNextPageParam: (_, pages) => (pages.length * pageSpans < ids.length ? pages.length * pageSpans : undefined),
    staleTime: 5 * 60_000,
  });
  const entries = useMemo(() => readEntries(query.data?.pages ?? [], model), [query.data, model]);
  return { query, entries, total: speaking.length };
}

function readEntries(pages: readonly (readonly SpanText[])[], model: TraceModel): readonly TranscriptEntry[] {
  const transcript = new Transcript();
  return pages.flat().flatMap((text) => {
    const index = model.indexOf.get(text.spanId);
    return index === undefined ? [] : [{ index, text, turn: transcript.add(text.content) }];
  });
}
