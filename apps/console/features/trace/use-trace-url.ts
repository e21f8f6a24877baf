"use client";

import { useCallback, useMemo } from "react";
import { useSearchState } from "~/lib/use-search-state";

/** What of the page stands in the URL, so that a link shows what its sender saw. */
export interface TraceUrl {
  /** Span id; "none" after the panel was closed; null: not chosen yet. */
  readonly span: string | null;
  readonly tab: string | null;
  readonly find: string | null;
  /** Trace id for which the evaluation form is open, and id of the evaluation whose result is open: as in the list. */
  readonly evaluate: string | null;
  readonly evaluation: string | null;
  /** What else is open over the page: `share`. */
  readonly panel: string | null;
}

export type TraceUrlChange = { readonly [Key in keyof TraceUrl]?: string | null };

/** Reads the state and changes parts of it; null removes a part. Other parameters (the list's) stay. */
export function useTraceUrl(): readonly [TraceUrl, (change: TraceUrlChange) => void] {
  const { search, write } = useSearchState();
  const text = search.toString();
  const url = useMemo(() => {
    const parameters = new URLSearchParams(text);
    const read = (key: keyof TraceUrl) => parameters.get(key);
    return {
      span: read("span"),
      tab: read("tab"),
      find: read("find"),
      evaluate: read("evaluate"),
      evaluation: read("evaluation"),
      panel: read("panel"),
    };
  }, [text]);
  const change = useCallback(
    (parts: TraceUrlChange) => {
      // From the window, not from the last render: two changes in one event must both count.
      const parameters = new URLSearchParams(window.location.search);
      for (const [key, value] of Object.entries(parts)) {
        if (value === null || value === "") parameters.delete(key);
        else if (value !== undefined) parameters.set(key, value);
      }
      write([...parameters], "replace");
    },
    [write],
  );
  return [url, change];
}
