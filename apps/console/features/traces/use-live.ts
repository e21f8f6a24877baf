"use client";

import type { ListTracesResponse } from "@plumbline/public-api/routes/list-traces";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { callApi } from "~/lib/api-client";
import { resolveTimeRange } from "~/lib/time-range";
import { type TraceParams, toApiQuery } from "./params";
import type { TraceList } from "./use-trace-list";

const pollMs = 3_000;
const newestLookedAt = 200;
/** Rows of traces that have not ended yet are asked for again. */
const openRowsMax = 50;

/** Whether the list can be followed: it must reach to now, and the newest must stand first. */
export function canFollow(params: Pick<TraceParams, "range" | "sort">): boolean {
  return params.range.kind === "last" && params.sort === "-time";
}

/** While Live is on, newer traces come in front of the rows, and those that were still running are brought up to date. */
export function useLive(projectId: string, params: TraceParams, list: TraceList): void {
  const isOn = params.isLive && canFollow(params);
  const path = `/v1/projects/${projectId}/traces`;
  const cursor = list.pages[0]?.prevCursor;
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  const newer = useQuery({
    queryKey: ["live", projectId, params.q, cursor],
    queryFn: ({ signal }) =>
      callApi<ListTracesResponse>(path, {
        query: {
          ...toApiQuery(params, resolveTimeRange(params.range, Date.now())),
          limit: newestLookedAt,
          before: cursor ?? undefined,
          columns: list.paths.length === 0 ? undefined : list.paths.join(","),
        },
        signal,
      }),
    enabled: isOn && list.traces !== undefined && !list.isStale,
    refetchInterval: pollMs,
    staleTime: 0,
    gcTime: 0,
  });
  const open = (list.traces ?? []).filter((trace) => trace.isRunning || trace.isIncomplete).slice(0, openRowsMax);
  const again = useQuery({
    queryKey: ["live-rows", projectId, open.map(({ traceId }) => traceId)],
    queryFn: ({ signal }) =>
      callApi<ListTracesResponse>(path, {
        query: { q: `trace in (${open.map(({ traceId }) => traceId).join(", ")})`, limit: openRowsMax },
        signal,
      }),
    enabled: isOn && open.length > 0,
    refetchInterval: pollMs,
    staleTime: 0,
    gcTime: 0,
  });
  const page = newer.data;
  useEffect(() => {
    if (page === undefined || page.items.length === 0) return;
    // Rows that are there already came with a refresh in between.
    const known = new Set((latest.current.traces ?? []).map(({ traceId }) => traceId));
    const items = page.items.filter(({ traceId }) => !known.has(traceId));
    if (items.length > 0) latest.current.prepend({ ...page, items });
  }, [page]);
  const rows = again.data?.items;
  useEffect(() => {
    if (rows !== undefined) latest.current.replaceRows(rows);
  }, [rows]);
}
