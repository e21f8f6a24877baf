"use client";

import { useSearchParams } from "next/navigation";
import { useMemo, useSyncExternalStore } from "react";
import { changeSearch, readSearch, watchSearch } from "./search-overlay";

/** What of the page stands in the URL, so that a link shows what its sender saw. */
export interface TraceUrl {
  /** Span id; "none" after the panel was closed; null: not chosen yet. */
  readonly span: string | null;
  readonly tab: string | null;
  readonly find: string | null;
  /** Trace id for which the evaluation form is open, and id of the evaluation whose result is open: as in the list. */
  readonly evaluate: string | null;
  readonly evaluation: string | null;
}

export type TraceUrlChange = { readonly [Key in keyof TraceUrl]?: string | null };

/** Reads the state and changes parts of it; null removes a part. Other parameters stay. */
export function useTraceUrl(): readonly [TraceUrl, (change: TraceUrlChange) => void] {
  // Renders again when a link of the page leads here with other parameters; the overlay tells of our own changes at once.
  const server = useSearchParams().toString();
  const text = useSyncExternalStore(watchSearch, readSearch, () => server);
  const url = useMemo(() => {
    const parameters = new URLSearchParams(text);
    const read = (key: keyof TraceUrl) => parameters.get(key);
    return {
      span: read("span"),
      tab: read("tab"),
      find: read("find"),
      evaluate: read("evaluate"),
      evaluation: read("evaluation"),
    };
  }, [text]);
  return [url, changeSearch];
}
