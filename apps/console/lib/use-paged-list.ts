"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { callApi } from "./api-client";

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface PagedList<P> {
  /** Undefined until the first page is here. */
  readonly pages: readonly P[] | undefined;
  /** What is shown is of the filter before. */
  readonly isStale: boolean;
  readonly error: Error | null;
  readonly isFetchingMore: boolean;
  /** Undefined on the last page. */
  readonly loadMore: (() => void) | undefined;
  readonly retry: () => void;
}

const refreshMs = 30_000;

/** Pages of a list route, one after the other. Only a list of one page refreshes by itself: rows under a reader do not move. */
export function usePagedList<P extends Page<unknown>>({
  path,
  queryKey,
  query,
  initial,
}: {
  readonly path: string;
  readonly queryKey: readonly unknown[];
  /** Read at the time of asking, because "the last hour" moves. */
  readonly query: () => Readonly<Record<string, string | undefined>>;
  /** What the server has loaded for this key. */
  readonly initial: { readonly page: P; readonly loadedAtMs: number } | undefined;
}): PagedList<P> {
  const list = useInfiniteQuery({
    queryKey: [path, ...queryKey],
    queryFn: ({ pageParam, signal }) =>
      callApi<P>(path, { query: { ...query(), cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : refreshMs),
    ...(initial === undefined
      ? {}
      : { initialData: { pages: [initial.page], pageParams: [null] }, initialDataUpdatedAt: initial.loadedAtMs }),
  });
  return {
    pages: list.data?.pages,
    isStale: list.isPlaceholderData,
    error: list.error,
    isFetchingMore: list.isFetchingNextPage,
    loadMore: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
    retry: () => void list.refetch(),
  };
}
