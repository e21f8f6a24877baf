"use client";

import { useCallback, useMemo } from "react";
import { useSearchState } from "~/lib/use-search-state";
import { formatTraceParams, parseTraceParams, type TraceParams } from "./params";

export interface TraceQueryState {
  readonly params: TraceParams;
  /** Writes a part of the state into the URL. `push` where Back should undo it. */
  readonly change: (part: Partial<TraceParams>, how: "push" | "replace") => void;
}

export function useTraceQueryState(): TraceQueryState {
  const { search, write } = useSearchState();
  const text = search.toString();
  const params = useMemo(() => parseTraceParams(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (part: Partial<TraceParams>, how: "push" | "replace") => {
      // From the window, not from the last render: two changes in one event must both count.
      const current = parseTraceParams(new URLSearchParams(window.location.search));
      write(formatTraceParams({ ...current, ...part }), how);
    },
    [write],
  );
  return useMemo(() => ({ params, change }), [params, change]);
}
