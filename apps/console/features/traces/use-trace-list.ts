"use client";

import type { PulseResponse } from "@plumbline/public-api/routes/get-pulse";
import type { ListedTrace, ListTracesResponse } from "@plumbline/public-api/routes/list-traces";
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { callApi } from "~/lib/api-client";
import { evaluationRefetchMs, isBeingEvaluated } from "~/lib/evaluation-progress";
import type { TimeWindow } from "~/lib/time-range";
import type { TraceQueryData } from "./load-traces";
import { pageSize, type TracePage, type TracePageAt } from "./page-params";
import { queryKeyOf, type TraceParams, toApiQuery } from "./params";
import { readQueryText } from "./query-text";
import { useHeldWindow } from "./use-held-window";
import { useLastGood } from "./use-last-good";
import { useStrip } from "./use-strip";

export interface TraceList {
  /** Undefined while the first page of a first query is on its way. */
  readonly traces: readonly ListedTrace[] | undefined;
  readonly pages: readonly TracePage[];
  /** Paths into spans whose values are among the rows. */
  readonly paths: readonly string[];
  /** A search of contents stopped here for lack of time: everything later was looked at, and more is found on demand. */
  readonly searchedBackTo: string | undefined;
  /** Cursor of the page in which a row stands; undefined for the first page of all. */
  readonly cursorOf: (traceId: string) => string | undefined;
  readonly pulse: PulseResponse | undefined;
  /** The rows are those of the query before; new ones are on their way. */
  readonly isStale: boolean;
  readonly problem: string | undefined;
  readonly pulseProblem: string | undefined;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  /** Traces stand before the first row. */
  readonly hasPrevious: boolean;
  readonly isLoadingPrevious: boolean;
  readonly loadPrevious: () => void;
  /** Puts newer rows in front of those that are there, and brings the strip up to now. */
  readonly prepend: (page: ListTracesResponse) => void;
  /** Rows that have changed since take the place of what they were. */
  readonly replaceRows: (items: readonly ListedTrace[]) => void;
  /** Asks again for the same filters, with a moving range moved to now. */
  readonly refresh: () => void;
  readonly window: TimeWindow;
}

/** The rows and the strip over them, for the parameters in the URL. */
export function useTraceList(
  projectId: string,
  params: TraceParams,
  loaded: TraceQueryData,
  paths: readonly string[],
): TraceList {
  const key = queryKeyOf(params);
  const canRun = readQueryText(params.q).ok;
  const { held, refresh, moveStrip } = useHeldWindow(key, params, loaded);
  const isLoaded = key === loaded.key && held.window === loaded.window && paths.join() === loaded.paths.join();
  const query = toApiQuery(params, held.window);
  // Rows that were followed lie behind the end that the list began with.
  const reading = toApiQuery(params, { fromMs: held.window.fromMs, toMs: held.strip.toMs });
  const path = `/v1/projects/${projectId}/traces`;
  const queries = useQueryClient();

  const listKey = ["traces", projectId, query, params.sort, paths, held.at];
  const list = useInfiniteQuery<ListTracesResponse, Error, Pages, readonly unknown[], TracePageAt>({
    queryKey: listKey,
    queryFn: ({ pageParam, signal }) =>
      callApi<ListTracesResponse>(path, { query: listQuery(reading, params.sort, paths, pageParam), signal }),
    initialPageParam: { cursor: held.at } as TracePageAt,
    getNextPageParam: (page): TracePageAt | undefined =>
      page.nextCursor === null ? undefined : { cursor: page.nextCursor },
    getPreviousPageParam: (page): TracePageAt | undefined =>
      page.hasPrevious && page.prevCursor !== null ? { before: page.prevCursor } : undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // The range stands still, so asking again changes what rows say and never which rows there are.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isBeingEvaluated)) ? evaluationRefetchMs : false,
    enabled: canRun,
    ...(isLoaded && loaded.traces?.ok === true
      ? { initialData: { pages: [loaded.traces.value], pageParams: [{ cursor: held.at } as TracePageAt] } }
      : {}),
  });
  const strip = useStrip(projectId, params, held, isLoaded ? loaded : undefined);
  const fresh = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const traces = useLastGood(key, fresh, list);
  const edit = (change: (data: Pages) => Pages) => queries.setQueryData<Pages>(listKey, (data) => data && change(data));
  const pages = useMemo(() => pagesOf(list.data), [list.data]);
  const cursorOf = useCallback(
    (traceId: string) => pages.find(({ traceIds }) => traceIds.includes(traceId))?.at.cursor,
    [pages],
  );
  return {
    traces,
    pages,
    paths,
    searchedBackTo: list.data?.pages.at(-1)?.searchedBackTo ?? undefined,
    cursorOf,
    pulse: strip.pulse,
    isStale: list.isPlaceholderData || strip.isStale,
    problem: list.error?.message,
    pulseProblem: strip.problem,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => {
      if (!list.isFetching) void list.fetchNextPage();
    },
    hasPrevious: list.hasPreviousPage,
    isLoadingPrevious: list.isFetchingPreviousPage,
    loadPrevious: () => {
      if (!list.isFetching) void list.fetchPreviousPage();
    },
    prepend(page) {
      edit((data) => withPageBefore(data, page));
      moveStrip();
    },
    replaceRows: (items) => edit((data) => withRows(data, items)),
    refresh: () => {
      refresh();
      if (list.isError) void list.refetch();
      strip.retry();
    },
    window: held.window,
  };
}

type Pages = InfiniteData<ListTracesResponse, TracePageAt>;

function pagesOf(data: Pages | undefined): readonly TracePage[] {
  return (data?.pages ?? []).map((page, index) => ({
    at: data?.pageParams[index] ?? {},
    traceIds: page.items.map(({ traceId }) => traceId),
    prevCursor: page.prevCursor,
  }));
}

/** The page was asked for with the cursor of the first one, and is again when the rows are brought up to date. */
function withPageBefore(data: Pages, page: ListTracesResponse): Pages {
  const before = data.pages[0]?.prevCursor ?? undefined;
  return { pages: [page, ...data.pages], pageParams: [{ before }, ...data.pageParams] };
}

/** What was asked for with the list stays: values of columns, and where the query is true. */
function withRows(data: Pages, items: readonly ListedTrace[]): Pages {
  const byId = new Map(items.map((item) => [item.traceId, item]));
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => ({ ...item, ...byId.get(item.traceId) })),
  }));
  return { ...data, pages };
}

/** The parameters of one page. */
function listQuery(query: Record<string, string>, sort: string, paths: readonly string[], at: TracePageAt) {
  const columns = paths.length === 0 ? undefined : paths.join(",");
  return { ...query, sort, columns, limit: pageSize, cursor: at.cursor, before: at.before };
}
