"use client";

import { useCallback, useMemo } from "react";
import { useSearchState } from "~/lib/use-search-state";
import { formatTraceParams, parseTraceParams, type TraceParams } from "./params";
import { type UnreadParameter, unreadParameters } from "./unread-parameters";

export interface TraceQueryState {
  readonly params: TraceParams;
  /** Parts of the address that the page could not use. They stay in it until the query changes or they are dismissed. */
  readonly unread: readonly UnreadParameter[];
  /** Writes a part of the state into the URL. `push` where Back should undo it. */
  readonly change: (part: Partial<TraceParams>, how: "push" | "replace") => void;
}

export function useTraceQueryState(): TraceQueryState {
  const { search, write } = useSearchState();
  const text = search.toString();
  const params = useMemo(() => parseTraceParams(new URLSearchParams(text)), [text]);
  const unread = useMemo(() => unreadParameters(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (part: Partial<TraceParams>, how: "push" | "replace") => {
      // From the window, not from the last render: two changes in one event must both count.
      const address = new URLSearchParams(window.location.search);
      const isNewQuery = part.q !== undefined || part.range !== undefined || part.sort !== undefined;
      const kept = isNewQuery ? [] : unreadParameters(address).flatMap(({ entries }) => entries);
      // A place in one list is none in another.
      const place = isNewQuery ? { at: undefined } : {};
      write([...formatTraceParams({ ...parseTraceParams(address), ...place, ...part }), ...kept], how);
    },
    [write],
  );
  return useMemo(() => ({ params, unread, change }), [params, unread, change]);
}
