"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect } from "react";

/** The rows of a long list that are in sight, with some around them. */
export interface ShownRows {
  readonly first: number;
  readonly last: number;
  /** Pixels that stand for the rows before and after. */
  readonly above: number;
  readonly below: number;
  readonly scrollTo: (index: number) => void;
}

/**
 * Watches which rows are in sight. A part of its own that draws nothing: most lists are short, and its code comes with the first
 * long one.
 */
export default function RowWindow({
  count,
  scroller,
  headHeight,
  heightOf,
  keyOf,
  onShown,
}: {
  readonly count: number;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly headHeight: number;
  readonly heightOf: (index: number) => number;
  readonly keyOf: (index: number) => string | number;
  /** Undefined once the list is no longer long. */
  readonly onShown: (rows: ShownRows | undefined) => void;
}) {
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: heightOf,
    getItemKey: keyOf,
    overscan: 12,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const items = rows.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const above = first === undefined ? 0 : first.start - headHeight;
  const below = last === undefined ? 0 : rows.getTotalSize() - (last.end - headHeight);
  const range = first === undefined || last === undefined ? undefined : `${first.index} ${last.index}`;
  useLayoutEffect(() => {
    const [from, to] = range?.split(" ").map(Number) ?? [];
    if (from === undefined || to === undefined) return;
    const scrollTo = (index: number) => rows.scrollToIndex(index, { align: "auto" });
    onShown({ first: from, last: to, above, below, scrollTo });
  }, [range, above, below, rows, onShown]);
  useLayoutEffect(() => () => onShown(undefined), [onShown]);
  return null;
}
