"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { type RefObject, useEffect, useRef } from "react";
import { useClock } from "~/lib/clock";
import { formatPlural, formatTime } from "~/lib/format";
import type { TraceList } from "./use-trace-list";

type Scroller = RefObject<HTMLElement | null>;

/** Calls when its element comes into view, or close to it. */
function useSight(isWanted: boolean, root: Scroller, onSight: () => void) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(onSight);
  useEffect(() => {
    latest.current = onSight;
  });
  useEffect(() => {
    if (!isWanted || element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current();
      },
      { root: root.current, rootMargin: "400px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [isWanted, root]);
  return element;
}

/** Rows that came while somebody was reading further down, or had a row selected. */
export function NewRows({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  if (count === 0) return null;
  return (
    <div className="live-waiting">
      <Button size="small" onClick={onShow}>
        <Icon name="up" size="tiny" />
        {formatPlural(count, "new trace")}
      </Button>
    </div>
  );
}

/** Where the list begins further down: what stands before comes when it is scrolled to. */
export function ListTop({ list, rows }: { readonly list: TraceList; readonly rows: Scroller }) {
  const { hasPrevious, loadPrevious, isLoadingPrevious } = list;
  const top = useSight(hasPrevious, rows, loadPrevious);
  if (!hasPrevious) return null;
  return (
    <div className="listing-top" ref={top}>
      <Button size="small" onClick={loadPrevious} disabled={isLoadingPrevious}>
        {isLoadingPrevious ? "Loading rows before…" : "Load rows before"}
      </Button>
    </div>
  );
}

/** Fetches the next page when it comes into view; the button does the same for those who do not scroll. */
export function ListFoot({ list, rows }: { readonly list: TraceList; readonly rows: Scroller }) {
  const clock = useClock();
  const { hasMore, loadMore, isLoadingMore, searchedBackTo } = list;
  // A search that stopped goes on when it is told to: each step reads much.
  const isAutomatic = hasMore && searchedBackTo === undefined;
  const foot = useSight(isAutomatic, rows, loadMore);
  const count = list.traces?.length ?? 0;
  return (
    <div className="listing-foot" ref={foot}>
      {searchedBackTo !== undefined && hasMore ? (
        <>
          <span>
            {count === 0 ? "Nothing found yet. Searched" : "Searched"} back to{" "}
            <b>{formatTime(searchedBackTo, clock)}</b>
          </span>
          <Button size="small" onClick={loadMore} disabled={isLoadingMore}>
            {isLoadingMore ? "Searching…" : "Go on"}
          </Button>
        </>
      ) : hasMore ? (
        <Button size="small" onClick={loadMore} disabled={isLoadingMore}>
          {isLoadingMore ? "Loading more…" : "Load more"}
        </Button>
      ) : (
        <span>
          {list.hasPrevious
            ? "The last trace of this query"
            : count === 1
              ? "The only trace of this query"
              : `All ${formatPlural(count, "trace")} of this query`}
        </span>
      )}
    </div>
  );
}
