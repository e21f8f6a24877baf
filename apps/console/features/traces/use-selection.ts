"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { useCallback } from "react";
import { useShortcuts } from "~/lib/shortcuts";
import { parseTraceParams, type TraceParams } from "./params";
import type { TraceQueryState } from "./use-trace-query-state";

/** From this width on a row is previewed in place; below it, the trace is its own page. */
const peekMinWidth = "(min-width: 768px)";

/** The selected row: j and k move it, Enter opens it, E evaluates it, Escape lets go of it. */
export function useSelection({
  traces,
  params,
  change,
  reveal,
  open,
  onEvaluate,
  loadMore,
}: {
  readonly traces: readonly TraceItem[] | undefined;
  readonly params: TraceParams;
  readonly change: TraceQueryState["change"];
  readonly reveal: (traceId: string) => void;
  readonly open: (traceId: string) => void;
  readonly onEvaluate: (traceId: string) => void;
  /** Undefined on the last page. */
  readonly loadMore: (() => void) | undefined;
}): { readonly select: (traceId: string) => void; readonly step: (by: 1 | -1) => void } {
  const { peek } = params;
  const step = (by: 1 | -1) => {
    if (traces === undefined || traces.length === 0) return;
    // From the window: a key may come again before the last one's state was rendered.
    const peek = parseTraceParams(new URLSearchParams(window.location.search)).peek;
    const at = traces.findIndex((trace) => trace.traceId === peek);
    const next = at < 0 ? (by === 1 ? 0 : traces.length - 1) : at + by;
    const trace = traces[next];
    if (trace === undefined) {
      if (next >= traces.length) loadMore?.();
      return;
    }
    change({ peek: trace.traceId }, "replace");
    reveal(trace.traceId);
  };
  useShortcuts("Rows", [
    { key: "j", label: "Next trace", run: () => step(1) },
    { key: "k", label: "Previous trace", run: () => step(-1) },
    {
      key: "enter",
      sign: "↵",
      label: "Open the trace",
      run: () => {
        if (peek !== undefined) open(peek);
      },
    },
    {
      key: "e",
      label: "Evaluate the trace",
      run: () => {
        if (peek !== undefined) onEvaluate(peek);
      },
    },
    { key: "escape", sign: "Esc", label: "Close the preview", run: () => change({ peek: undefined }, "replace") },
  ]);
  const select = useCallback(
    (traceId: string) => {
      if (!window.matchMedia(peekMinWidth).matches) return open(traceId);
      return change({ peek: traceId }, "replace");
    },
    [change, open],
  );
  return { select, step };
}
