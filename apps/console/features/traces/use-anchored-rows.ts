"use client";

import type { ListedTrace } from "@plumbline/public-api/routes/list-traces";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { rowHeightOf } from "./trace-row";

/**
 * Keeps the rows in their place when others come in front of them: while somebody reads further down, has a row selected or the
 * pointer on one. Only a list that nobody touches lets new rows push the others down. Counts what has come out of sight.
 */
export function useAnchoredRows(
  scroller: RefObject<HTMLElement | null>,
  traces: readonly ListedTrace[] | undefined,
  hasCurrent: boolean,
  hasPrevious: boolean,
): { readonly count: number; readonly show: () => void } {
  const [count, setCount] = useState(0);
  const before = useRef(traces);
  const topBefore = useRef(0);
  const hadPrevious = useRef(hasPrevious);
  useLayoutEffect(() => {
    const element = scroller.current;
    const first = before.current?.[0]?.traceId;
    before.current = traces;
    // Rows in front of a list that began further down were there all along.
    const isNew = !hadPrevious.current;
    hadPrevious.current = hasPrevious;
    const top = element === null ? 0 : tableTop(element);
    // What stands above the rows may go with the page that it asked for.
    const moved = top - topBefore.current;
    topBefore.current = top;
    if (element === null || first === undefined || traces === undefined) return;
    const added = traces.findIndex(({ traceId }) => traceId === first);
    if (added < 0) {
      setCount(0);
      setRoom(element, 0);
    }
    if (added <= 0) return;
    const isTouched = element.scrollTop > 0 || hasCurrent || element.matches(":hover");
    if (!isTouched) return;
    const height = heightAbove(element, first) ?? sumOfHeights(traces.slice(0, added));
    const wanted = element.scrollTop + height + moved;
    // A short list has nothing to scroll: it gets the room to.
    setRoom(element, wanted + element.clientHeight - contentHeight(element));
    element.scrollTop = wanted;
    if (isNew) setCount((waiting) => waiting + added);
  }, [traces, scroller, hasCurrent, hasPrevious]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || count === 0) return;
    const look = () => {
      if (element.scrollTop >= 1) return;
      setCount(0);
      setRoom(element, 0);
    };
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [scroller, count]);
  return {
    count,
    show: () => {
      scroller.current?.scrollTo({ top: 0 });
      setCount(0);
    },
  };
}

/** How much stands above the table. */
function tableTop(scroller: HTMLElement): number {
  const table = scroller.querySelector("table");
  return table === null
    ? 0
    : table.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
}

/** What stands between the top of the rows and this one; undefined while it is too far away to be drawn. */
function heightAbove(scroller: HTMLElement, traceId: string): number | undefined {
  const row = scroller.querySelector(`[data-trace="${traceId}"]`);
  const body = row?.closest("tbody");
  return row && body ? row.getBoundingClientRect().top - body.getBoundingClientRect().top : undefined;
}

function sumOfHeights(traces: readonly ListedTrace[]): number {
  return traces.reduce((sum, trace) => sum + rowHeightOf(trace), 0);
}

/** Without the empty space below. */
function contentHeight(scroller: HTMLElement): number {
  const bottom = scroller.lastElementChild?.getBoundingClientRect().bottom ?? 0;
  return bottom - scroller.getBoundingClientRect().top + scroller.scrollTop;
}

/** Height of the empty space below the rows, which table.css draws. */
function setRoom(scroller: HTMLElement, px: number): void {
  scroller.style.setProperty("--anchor-room", `${Math.max(0, Math.ceil(px))}px`);
}
