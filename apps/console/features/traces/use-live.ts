"use client";

import type { ListTracesResponse } from "@plumbline/public-api/routes/list-traces";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { callApi } from "~/lib/api-client";
import { resolveTimeRange } from "~/lib/time-range";
import { type TraceParams, toApiQuery } from "./params";

const pollMs = 3_000;
const newestLookedAt = 50;

/**
 * Looks for newer traces while Live is on. They are let in at once where nobody would notice rows moving: the list is at
 * its top and the pointer is elsewhere. Otherwise they wait behind a button that says how many they are.
 */
export function useLive({
  projectId,
  params,
  newestStartTime,
  listing,
  onAdvance,
}: {
  readonly projectId: string;
  readonly params: TraceParams;
  /** Of the first row in view; undefined for an empty list. */
  readonly newestStartTime: string | undefined;
  readonly listing: RefObject<HTMLElement | null>;
  /** Brings the list up to now. */
  readonly onAdvance: () => void;
}): { readonly waiting: number } {
  const canFollow = params.isLive && params.range.kind === "last";
  const poll = useQuery({
    queryKey: ["live", projectId, JSON.stringify(params.clauses)],
    queryFn: ({ signal }) =>
      callApi<ListTracesResponse>(`/v1/projects/${projectId}/traces`, {
        query: {
          ...toApiQuery(params.clauses, resolveTimeRange(params.range, Date.now())),
          limit: newestLookedAt,
        },
        signal,
      }),
    enabled: canFollow,
    refetchInterval: pollMs,
    staleTime: 0,
    gcTime: 0,
  });
  const newer = (poll.data?.items ?? []).filter(
    (trace) => newestStartTime === undefined || trace.startTime > newestStartTime,
  ).length;
  const [isHeld, setHeld] = useState(false);
  const advance = useRef(onAdvance);
  useEffect(() => {
    advance.current = onAdvance;
  });
  useEffect(() => {
    if (!canFollow || newer === 0) {
      setHeld(false);
      return;
    }
    const element = listing.current;
    const isUndisturbed = element === null || (element.scrollTop === 0 && !element.matches(":hover"));
    if (isUndisturbed) advance.current();
    setHeld(!isUndisturbed);
  }, [canFollow, newer, listing]);
  return { waiting: canFollow && isHeld ? newer : 0 };
}
