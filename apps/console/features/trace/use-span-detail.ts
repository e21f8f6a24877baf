"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { SpanDetail, TraceSource } from "./trace-source";

/** Content hardly ever changes after it came; five minutes catch a span that ended meanwhile. */
const staleMs = 5 * 60_000;
/** A reader who holds an arrow key passes many spans; only where they stop is worth fetching ahead. */
const prefetchDelayMs = 150;

function spanQuery(source: TraceSource, spanId: string) {
  return {
    queryKey: ["span", source.key, spanId],
    queryFn: ({ signal }: { signal: AbortSignal }) => source.loadSpan(spanId, signal),
    staleTime: staleMs,
    gcTime: staleMs,
  };
}

export interface SpanDetailState {
  readonly detail: SpanDetail | undefined;
  /** `detail` is still of the span before. */
  readonly isStale: boolean;
  readonly error: string | undefined;
  readonly retry: () => void;
}

/** The content of a span, kept while another loads, with its neighbours fetched ahead. */
export function useSpanDetail(
  source: TraceSource,
  spanId: string | undefined,
  neighbours: readonly string[],
): SpanDetailState {
  const client = useQueryClient();
  const query = useQuery({
    ...spanQuery(source, spanId ?? ""),
    enabled: spanId !== undefined,
    placeholderData: keepPreviousData,
  });
  const isSettled = query.isSuccess && !query.isPlaceholderData;
  const ahead = neighbours.join(" ");
  useEffect(() => {
    if (!isSettled || ahead === "") return;
    const timer = setTimeout(() => {
      for (const neighbour of ahead.split(" ")) void client.prefetchQuery(spanQuery(source, neighbour));
    }, prefetchDelayMs);
    return () => clearTimeout(timer);
  }, [client, source, ahead, isSettled]);
  return {
    detail: query.data,
    isStale: query.isPlaceholderData,
    error: query.isError ? query.error.message : undefined,
    retry: () => void query.refetch(),
  };
}
