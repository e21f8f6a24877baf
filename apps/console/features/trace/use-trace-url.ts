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
  /** The value of the span's document on which the page was opened: where a search found something. */
  readonly path: string | null;
  /** The words that the search found in that value. */
  readonly match: string | null;
  /** One of `traceViews`; null: the waterfall. */
  readonly view: string | null;
  /** What was picked in a view, as `formatPick` writes it. */
  readonly pick: string | null;
  /** "original": wrong clocks are not corrected. */
  readonly clock: string | null;
  /** "merged": the flame graph joins spans of one name; span id of its topmost frame. */
  readonly flame: string | null;
  readonly zoom: string | null;
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
      path: read("path"),
      match: read("match"),
      view: read("view"),
      pick: read("pick"),
      clock: read("clock"),
      flame: read("flame"),
      zoom: read("zoom"),
      evaluate: read("evaluate"),
      evaluation: read("evaluation"),
    };
  }, [text]);
  return [url, changeSearch];
}
