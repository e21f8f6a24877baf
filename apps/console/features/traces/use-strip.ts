"use client";

import type { PulseResponse } from "@plumbline/public-api/routes/get-pulse";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";
import type { TraceQueryData } from "./load-traces";
import { queryKeyOf, type TraceParams, toCountQuery } from "./params";
import type { HeldWindow } from "./use-held-window";
import { useLastGood } from "./use-last-good";

/** Count, errors and p95 over the time of the list. `loaded` came with the page, for the same query. */
export function useStrip(
  projectId: string,
  params: TraceParams,
  held: HeldWindow,
  loaded: TraceQueryData | undefined,
): {
  readonly pulse: PulseResponse | undefined;
  readonly isStale: boolean;
  readonly problem: string | undefined;
  readonly retry: () => void;
} {
  const query = toCountQuery(params, held.strip);
  const pulse = useQuery({
    queryKey: ["pulse", projectId, query],
    queryFn: ({ signal }) => callApi<PulseResponse>(`/v1/projects/${projectId}/traces/pulse`, { query, signal }),
    placeholderData: keepPreviousData,
    // A page that came with an upper bound asks once more: the facets search for the same, and the index is warm by then.
    staleTime: ({ state }) =>
      state.dataUpdateCount === 0 && state.data?.isUpperBound === true ? 0 : Number.POSITIVE_INFINITY,
    ...(loaded?.pulse.ok === true && held.strip === loaded.window ? { initialData: loaded.pulse.value } : {}),
  });
  return {
    pulse: useLastGood(queryKeyOf(params), pulse.data, pulse),
    // A strip that only moves on with the rows that come in is not another query's.
    isStale: pulse.isPlaceholderData && held.strip === held.window,
    problem: pulse.error?.message,
    retry: () => {
      if (pulse.isError) void pulse.refetch();
    },
  };
}
