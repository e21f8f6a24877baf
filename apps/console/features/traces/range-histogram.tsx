"use client";

import type { FacetsResponse } from "@plumbline/public-api/routes/get-facets";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { formatCount, formatPlural } from "~/lib/format";
import { type Bounds, boundsOfEdges, type EdgeRange, edgesBetween, edgesOfBounds, withEnd } from "./range-scale";

/** Keys that follow each other are one change of the query. */
const keysPauseMs = 400;
const pageSteps = 4;
const barHeight = 38;

/** What is being dragged: a new range from a place on the chart, or one end of the range that is there. */
type Drag = { readonly kind: "new"; readonly from: number } | { readonly kind: "end"; readonly end: "low" | "high" };

/**
 * How traces spread over a number. A press on a bar takes its range, a drag the ranges of several; the two handles move by
 * pointer and by keys. The bars are those without the range itself, so that it can be widened again.
 */
export function RangeHistogram({
  name,
  counts: given,
  bounds,
  print,
  largest,
  isDisabled,
  onRange,
}: {
  readonly name: string;
  readonly counts: FacetsResponse["ranges"][number];
  readonly bounds: Bounds;
  /** A value as the query writes it. */
  readonly print: (value: number) => string;
  /** No value is larger; left out: there is no such bound. */
  readonly largest?: number;
  readonly isDisabled: boolean;
  readonly onRange: (range: Bounds) => void;
}) {
  const counts = withEndOf(given, largest);
  const { buckets } = counts;
  const chart = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag>(undefined);
  const { range, draft, setDraft, commit, settle } = useDraft(counts, bounds, onRange);
  const count = buckets.length;
  const shareAt = (event: PointerEvent) => {
    const box = chart.current?.getBoundingClientRect();
    return box === undefined ? 0 : (event.clientX - box.left) / box.width;
  };
  const begin = (event: PointerEvent, next: Drag) => {
    if (isDisabled || event.button !== 0) return;
    event.stopPropagation();
    chart.current?.setPointerCapture(event.pointerId);
    drag.current = next;
    if (next.kind === "new") setDraft(edgesBetween(next.from, next.from, count));
  };
  const move = (event: PointerEvent) => {
    const held = drag.current;
    if (held === undefined) return;
    const at = shareAt(event);
    setDraft(
      held.kind === "new"
        ? edgesBetween(held.from, at, count)
        : withEnd(range, held.end, Math.round(at * count), count),
    );
  };
  const drop = () => {
    if (drag.current === undefined) return;
    drag.current = undefined;
    commit(draft);
  };
  const handle = (end: "low" | "high") => (
    <RangeHandle
      key={end}
      name={`${name} ${end === "low" ? "at least" : "below"}`}
      edge={range[end]}
      count={count}
      text={edgeText(counts, range[end], print)}
      isDisabled={isDisabled}
      onPointerDown={(event) => begin(event, { kind: "end", end })}
      onEdge={(edge) => settle(withEnd(range, end, edge, count))}
      onDone={() => {
        // The focus leaves the handle because something else is dragged: that is taken when it is let go.
        if (drag.current === undefined) commit(draft);
      }}
    />
  );
  const isWhole = range.low === 0 && range.high === count;
  return (
    <>
      <div
        ref={chart}
        className="range-chart"
        data-disabled={isDisabled ? "" : undefined}
        onPointerDown={(event) => begin(event, { kind: "new", from: shareAt(event) })}
        onPointerMove={move}
        onPointerUp={drop}
        onPointerCancel={() => {
          drag.current = undefined;
          setDraft(undefined);
        }}
      >
        <Bars counts={counts} range={range} print={print} />
        {handle("low")}
        {handle("high")}
      </div>
      <div className="range-ends" aria-hidden="true">
        {isWhole ? (
          <>
            <span>{edgeText(counts, 0, print)}</span>
            <span>{edgeText(counts, count, print)}</span>
          </>
        ) : (
          <>
            <b>{edgeText(counts, range.low, print)}</b>
            <b>{edgeText(counts, range.high, print)}</b>
          </>
        )}
      </div>
      <Spread name={name} counts={counts} print={print} />
    </>
  );
}

/** The open bucket at the end ends with the largest value there can be. */
function withEndOf(
  counts: FacetsResponse["ranges"][number],
  largest: number | undefined,
): FacetsResponse["ranges"][number] {
  if (largest === undefined) return counts;
  return { ...counts, buckets: counts.buckets.map((bucket) => ({ ...bucket, to: bucket.to ?? largest })) };
}

/** The range that is shown: what is being dragged, else what the query says. */
function useDraft({ buckets }: FacetsResponse["ranges"][number], bounds: Bounds, onRange: (range: Bounds) => void) {
  const key = `${bounds.from} ${bounds.to} ${buckets[0]?.from} ${buckets.length}`;
  const [held, setHeld] = useState<{ readonly key: string; readonly edges: EdgeRange }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const draft = held?.key === key ? held.edges : undefined;
  const set = edgesOfBounds(buckets, bounds);
  const setDraft = (edges: EdgeRange | undefined) => {
    clearTimeout(timer.current);
    setHeld(edges === undefined ? undefined : { key, edges });
  };
  const commit = (edges: EdgeRange | undefined) => {
    clearTimeout(timer.current);
    if (edges === undefined) return;
    if (edges.low === set.low && edges.high === set.high) setHeld(undefined);
    else onRange(boundsOfEdges(buckets, edges));
  };
  const latest = useRef(commit);
  useEffect(() => {
    latest.current = commit;
  });
  /** Takes it when no other key follows. */
  const settle = (edges: EdgeRange) => {
    setDraft(edges);
    timer.current = setTimeout(() => latest.current(edges), keysPauseMs);
  };
  return { range: draft ?? set, draft, setDraft, commit, settle };
}

function Bars({
  counts: { buckets },
  range,
  print,
}: {
  readonly counts: FacetsResponse["ranges"][number];
  readonly range: EdgeRange;
  readonly print: (value: number) => string;
}) {
  const most = Math.max(1, ...buckets.map(({ traces }) => traces));
  return (
    <svg
      className="range-bars"
      viewBox={`0 0 ${buckets.length * 10} ${barHeight}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className="range-base" x="0" y={barHeight - 0.5} width={buckets.length * 10} height="0.5" />
      {buckets.map((bucket, index) => {
        const height = bucket.traces === 0 ? 0 : Math.max(1.5, (bucket.traces / most) * barHeight);
        return (
          <rect
            key={bucket.from}
            data-in={index >= range.low && index < range.high ? "" : undefined}
            x={index * 10 + 0.5}
            y={barHeight - height}
            width="9"
            height={height}
          >
            <title>{bucketText(bucket, print)}</title>
          </rect>
        );
      })}
    </svg>
  );
}

/** One end of the range. A key moves it by a bucket, Page keys by four, Home and End all the way. */
function RangeHandle({
  name,
  edge,
  count,
  text,
  isDisabled,
  onPointerDown,
  onEdge,
  onDone,
}: {
  readonly name: string;
  readonly edge: number;
  readonly count: number;
  readonly text: string;
  readonly isDisabled: boolean;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onEdge: (edge: number) => void;
  readonly onDone: () => void;
}) {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: edge + 1,
    ArrowUp: edge + 1,
    ArrowLeft: edge - 1,
    ArrowDown: edge - 1,
    PageUp: edge + pageSteps,
    PageDown: edge - pageSteps,
    Home: 0,
    End: count,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") return onDone();
    const next = steps[event.key];
    if (next === undefined || isDisabled || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onEdge(next);
  };
  return (
    <div
      className="range-handle"
      role="slider"
      tabIndex={isDisabled ? -1 : 0}
      aria-label={name}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={count}
      aria-valuenow={edge}
      aria-valuetext={text}
      aria-disabled={isDisabled}
      style={{ left: `${(edge / count) * 100}%` }}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onBlur={onDone}
    />
  );
}

/** The chart in words, for those who do not see it. */
function Spread({
  name,
  counts: { buckets, without, isEstimate },
  print,
}: {
  readonly name: string;
  readonly counts: FacetsResponse["ranges"][number];
  readonly print: (value: number) => string;
}) {
  const filled = buckets.filter(({ traces }) => traces > 0);
  return (
    <>
      <ul className="pl-hidden-text" aria-label={`Traces by ${name}${isEstimate ? ", of the newest" : ""}`}>
        {filled.map((bucket) => (
          <li key={bucket.from}>{bucketText(bucket, print)}</li>
        ))}
      </ul>
      {without === 0 ? null : <p className="facet-none">{formatCount(without)} without</p>}
    </>
  );
}

function bucketText(
  { from, to, traces }: FacetsResponse["ranges"][number]["buckets"][number],
  print: (value: number) => string,
): string {
  const range =
    to === null ? `${print(from)} and more` : from === 0 ? `below ${print(to)}` : `${print(from)} to ${print(to)}`;
  return `${range}: ${formatPlural(traces, "trace")}`;
}

/** At the ends of the chart there is no bound, but the edge says what the bars reach to. */
function edgeText(
  { buckets }: FacetsResponse["ranges"][number],
  edge: number,
  print: (value: number) => string,
): string {
  const bucket = buckets[edge];
  if (bucket !== undefined) return bucket.from === 0 ? "0" : print(bucket.from);
  const last = buckets.at(-1);
  return last === undefined ? "" : last.to === null ? `${print(last.from)} and more` : print(last.to);
}
