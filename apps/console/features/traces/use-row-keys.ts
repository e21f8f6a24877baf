"use client";

import type { ListedTrace } from "@plumbline/public-api/routes/list-traces";
import { useCallback } from "react";
import { useShortcuts } from "~/lib/shortcuts";
import { parseTraceParams } from "./params";
import type { Selection } from "./use-selection";
import type { TraceQueryState } from "./use-trace-query-state";

/** From this width on a row is previewed in place; below it, the trace is its own page. */
const peekMinWidth = "(min-width: 768px)";

/** The current row: j and k move it, Enter opens it, x ticks it, E evaluates it, Escape goes one step back. */
export function useRowKeys({
  traces,
  change,
  cursorOf,
  selection,
  reveal,
  open,
  onEvaluate,
  loadMore,
}: {
  readonly traces: readonly ListedTrace[] | undefined;
  readonly change: TraceQueryState["change"];
  readonly cursorOf: (traceId: string) => string | undefined;
  readonly selection: Selection;
  readonly reveal: (traceId: string) => void;
  readonly open: (traceId: string) => void;
  readonly onEvaluate: (traceId: string) => void;
  /** Undefined on the last page. */
  readonly loadMore: (() => void) | undefined;
}): { readonly show: (traceId: string) => void; readonly step: (by: 1 | -1) => void } {
  // From the window: a key may come again before the last one's state was rendered.
  const current = () => parseTraceParams(new URLSearchParams(window.location.search)).peek;
  // The page of the row goes into the address with it, so that a link to a row far down finds it.
  const peekAt = useCallback(
    (traceId: string) => change({ peek: traceId, at: cursorOf(traceId) }, "replace"),
    [change, cursorOf],
  );
  const step = (by: 1 | -1, isTicking = false) => {
    if (traces === undefined || traces.length === 0) return;
    const peek = current();
    const at = traces.findIndex((trace) => trace.traceId === peek);
    const next = at < 0 ? (by === 1 ? 0 : traces.length - 1) : at + by;
    const trace = traces[next];
    if (trace === undefined) {
      if (next >= traces.length) loadMore?.();
      return;
    }
    if (isTicking) {
      if (peek !== undefined && !selection.has(peek)) selection.toggle(peek, false);
      selection.toggle(trace.traceId, true);
    }
    peekAt(trace.traceId);
    reveal(trace.traceId);
  };
  useShortcuts("Rows", [
    { key: "j", label: "Next trace (with ⇧: tick it too)", run: (event) => step(1, event.shiftKey) },
    { key: "k", label: "Previous trace (with ⇧: tick it too)", run: (event) => step(-1, event.shiftKey) },
    {
      key: "x",
      label: "Tick the trace (with ⇧: all up to it)",
      run: (event) => {
        const peek = current();
        if (peek !== undefined) selection.toggle(peek, event.shiftKey);
      },
    },
    {
      key: "enter",
      sign: "↵",
      label: "Open the trace",
      run: () => {
        const peek = current();
        if (peek !== undefined) open(peek);
      },
    },
    {
      key: "e",
      label: "Evaluate the trace",
      run: () => {
        const peek = current();
        if (peek !== undefined) onEvaluate(peek);
      },
    },
    {
      key: "escape",
      sign: "Esc",
      label: "Close the preview, then clear what is ticked",
      run: () => {
        if (current() !== undefined) change({ peek: undefined, at: undefined }, "replace");
        else selection.clear();
      },
    },
  ]);
  const show = useCallback(
    (traceId: string) => {
      if (!window.matchMedia(peekMinWidth).matches) return open(traceId);
      return peekAt(traceId);
    },
    [peekAt, open],
  );
  return { show, step };
}
