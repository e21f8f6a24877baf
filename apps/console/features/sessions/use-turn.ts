"use client";

import { parseTraceId } from "@plumbline/base/ids";
import { type RefObject, useEffect, useRef } from "react";
import type { RowSelection } from "~/lib/use-row-keys";
import { useSearchState } from "~/lib/use-search-state";

/**
 * The selected turn as the address names it (`turn=<trace id>`), so that a link leads to it. A turn of a later page is loaded, and
 * the one that a link names is scrolled to.
 */
export function useTurn(
  list: RefObject<HTMLElement | null>,
  traceIds: readonly string[],
  loadMore: (() => void) | undefined,
): RowSelection {
  const { search, write } = useSearchState();
  const selected = parseTraceId(search.get("turn") ?? "");
  const linked = useRef(selected);
  const isHere = selected !== undefined && traceIds.includes(selected);
  const loaded = traceIds.length;
  const latest = useRef(loadMore);
  useEffect(() => {
    latest.current = loadMore;
  });
  useEffect(() => {
    if (linked.current === undefined) return;
    if (isHere) {
      list.current?.querySelector(`[data-row="${linked.current}"]`)?.scrollIntoView({ block: "center" });
      linked.current = undefined;
    } else if (loaded > 0) {
      latest.current?.();
    }
  }, [isHere, loaded, list]);
  return {
    selected,
    select: (traceId) => {
      linked.current = undefined;
      const next = new URLSearchParams(search);
      if (traceId === undefined) next.delete("turn");
      else next.set("turn", traceId);
      write([...next], "replace");
    },
  };
}
