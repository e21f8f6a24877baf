"use client";

import type { PulseResponse } from "@plumbline/public-api/routes/get-pulse";
import type { ListTracesResponse } from "@plumbline/public-api/routes/list-traces";
import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { callApi } from "~/lib/api-client";
import { evaluationRefetchMs, isBeingEvaluated } from "~/lib/evaluation-progress";
import { resolveTimeRange, type TimeWindow } from "~/lib/time-range";
import { clauseProblem } from "./clauses";
import type { TraceQueryData } from "./load-traces";
import { queryKeyOf, type TraceParams, toApiQuery } from "./params";

const pageSize = 50;

export interface TraceList {
  /** Undefined while the first page of a first query is on its way. */
  readonly traces: readonly TraceItem[] | undefined;
  readonly pulse: PulseResponse | undefined;
  /** The rows are those of the query before; new ones are on their way. */
  readonly isStale: boolean;
  readonly problem: string | undefined;
  readonly pulseProblem: string | undefined;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  /** Asks again for the same filters, with a moving range moved to now. */
  readonly refresh: () => void;
  readonly window: TimeWindow;
}

/** The rows and the strip over them, for the parameters in the URL. */
export function useTraceList(projectId: string, params: TraceParams, loaded: TraceQueryData): TraceList {
  const key = queryKeyOf(params);
  const canRun = params.clauses.every((clause) => clauseProblem(clause) === undefined);
  const { window, refresh } = useWindow(key, params, loaded);
  const isLoaded = key === loaded.key && window === loaded.window;
  const query = toApiQuery(params.clauses, window);
  const path = `/v1/projects/${projectId}/traces`;

  const list = useInfiniteQuery({
    queryKey: ["traces", projectId, query],
    queryFn: ({ pageParam, signal }) =>
      callApi<ListTracesResponse>(path, { query: { ...query, limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // The range stands still, so asking again changes what rows say and never which rows there are.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isBeingEvaluated)) ? evaluationRefetchMs : false,
    enabled: canRun,
    ...(isLoaded && loaded.traces?.ok === true
      ? { initialData: { pages: [loaded.traces.value], pageParams: [undefined] } }
      : {}),
  });
  const pulse = useQuery({
    queryKey: ["pulse", projectId, query],
    queryFn: ({ signal }) => callApi<PulseResponse>(`${path}/pulse`, { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: canRun,
    ...(isLoaded && loaded.pulse?.ok === true ? { initialData: loaded.pulse.value } : {}),
  });
  const fresh = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const traces = useLastGood(key, fresh, list);
  const lastPulse = useLastGood(key, pulse.data, pulse);
  return {
    traces,
    pulse: lastPulse,
    isStale: list.isPlaceholderData || pulse.isPlaceholderData,
    problem: list.error?.message,
    pulseProblem: pulse.error?.message,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => {
      if (!list.isFetchingNextPage) void list.fetchNextPage();
    },
    refresh: () => {
      refresh();
      if (list.isError) void list.refetch();
      if (pulse.isError) void pulse.refetch();
    },
    window,
  };
}

/** The answer before, while asking the same again fails. Another query's answer is never shown for this one. */
function useLastGood<T>(
  key: string,
  value: T | undefined,
  { isError, isPlaceholderData }: { readonly isError: boolean; readonly isPlaceholderData: boolean },
): T | undefined {
  const [good, setGood] = useState<{ readonly key: string; readonly value: T }>();
  const isOwn = value !== undefined && !isError && !isPlaceholderData;
  if (isOwn && (good?.value !== value || good.key !== key)) setGood({ key, value });
  return value ?? (isError && good?.key === key ? good.value : undefined);
}

/**
 * The window of a moving range stands still until something asks for it anew, so that pages fit together and the strip
 * shows what the rows are of.
 */
function useWindow(
  key: string,
  params: TraceParams,
  loaded: TraceQueryData,
): { window: TimeWindow; refresh: () => void } {
  const [held, setHeld] = useState({ key: loaded.key, window: loaded.window });
  if (held.key !== key) {
    const next = { key, window: resolveTimeRange(params.range, Date.now()) };
    setHeld(next);
    return { window: next.window, refresh: () => {} };
  }
  return {
    window: held.window,
    refresh: () => setHeld({ key, window: resolveTimeRange(params.range, Date.now()) }),
  };
}
