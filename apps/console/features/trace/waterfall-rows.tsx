"use client";

import { useVirtualizer, useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { UsualDurations } from "./slower-than-usual";
import type { TraceModel } from "./trace-model";
import type { VisibleRows } from "./waterfall-fold";
import { tickCount } from "./waterfall-head";
import { criticalPathLine, rowPx } from "./waterfall-layout";
import { rowId, WaterfallRow } from "./waterfall-row";
import styles from "./waterfall-rows.module.css";
import { rulerTicks, shareOfWindow, type TimeWindow } from "./waterfall-ruler";

/** Height of the sticky head over the rows (waterfall.module.css). */
const headPx = 67;
const touchRowPx = 40;

export interface WaterfallRowsProps {
  readonly model: TraceModel;
  readonly usual: UsualDurations;
  readonly rows: VisibleRows;
  readonly folded: ReadonlySet<number>;
  readonly window: TimeWindow;
  readonly timelinePx: number;
  readonly selected: number | undefined;
  readonly hits: ReadonlySet<number>;
  readonly isPathShown: boolean;
  readonly onSelect: (index: number) => void;
  readonly onToggle: (index: number) => void;
}

/** Rows drawn beyond the edges of the view, so that scrolling meets what is there already. */
const overscan = 12;

interface VirtualRows {
  readonly items: readonly { readonly index: number; readonly start: number }[];
  /** At least as many as there are items at any time. */
  readonly slots: number;
  readonly totalPx: number;
  readonly scrollToRow: (row: number) => void;
}

/** Rows inside a pane that scrolls by itself. */
export function PaneRows(props: WaterfallRowsProps & { readonly scroller: RefObject<HTMLElement | null> }) {
  const virtualizer = useVirtualizer({
    count: props.rows.spanOfRow.length,
    getScrollElement: () => props.scroller.current,
    estimateSize: () => rowPx,
    overscan,
    scrollMargin: headPx,
    scrollPaddingStart: headPx,
    scrollPaddingEnd: rowPx,
  });
  const virtual = {
    items: virtualizer.getVirtualItems().map((item) => ({ index: item.index, start: item.start - headPx })),
    slots: slotsOf(virtualizer.scrollRect?.height ?? 0, rowPx),
    totalPx: virtualizer.getTotalSize(),
    scrollToRow: (row: number) => virtualizer.scrollToIndex(row),
  };
  return <Rows {...props} virtual={virtual} />;
}

/** Rows of a phone: higher, and the page itself scrolls. */
export function PageRows(props: WaterfallRowsProps) {
  const place = useRef<HTMLDivElement>(null);
  const [marginPx, setMarginPx] = useState(0);
  useLayoutEffect(() => {
    if (place.current !== null) setMarginPx(place.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: props.rows.spanOfRow.length,
    estimateSize: () => touchRowPx,
    overscan,
    scrollMargin: marginPx,
  });
  const virtual = {
    items: virtualizer.getVirtualItems().map((item) => ({ index: item.index, start: item.start - marginPx })),
    slots: slotsOf(virtualizer.scrollRect?.height ?? 0, touchRowPx),
    totalPx: virtualizer.getTotalSize(),
    scrollToRow: (row: number) => virtualizer.scrollToIndex(row),
  };
  return (
    <div ref={place}>
      <Rows {...props} virtual={virtual} />
    </div>
  );
}

/** The rows of a view of this height, a partly seen one at each edge, and those beyond. */
function slotsOf(viewPx: number, heightPx: number): number {
  return Math.ceil(viewPx / heightPx) + 2 + 2 * overscan;
}

function Rows(props: WaterfallRowsProps & { readonly virtual: VirtualRows }) {
  const { model, usual, rows, folded, window, timelinePx, selected, hits, isPathShown, onSelect, onToggle, virtual } =
    props;
  const selectedRow = selected === undefined ? undefined : rows.rowOfSpan[selected];
  useScrollToSelected(selected, selectedRow, virtual);
  const selectedSpan = selected === undefined ? undefined : model.spans[selected];
  const isSelectedDrawn = virtual.items.some((item) => item.index === selectedRow);
  return (
    <div
      role="tree"
      aria-label="Spans"
      tabIndex={0}
      aria-activedescendant={selectedSpan !== undefined && isSelectedDrawn ? rowId(selectedSpan.spanId) : undefined}
      className={styles.rows}
      style={{ height: virtual.totalPx }}
    >
      <GridLines window={window} zeroUs={model.whole.fromUs} timelinePx={timelinePx} />
      {virtual.items.map((item) => {
        const index = rows.spanOfRow[item.index] ?? 0;
        return (
          <WaterfallRow
            // A row that comes into view takes over the elements of one that left it: making new ones, and giving them
            // their styles, was most of what a frame of scrolling cost.
            key={item.index % virtual.slots}
            model={model}
            usual={usual}
            index={index}
            topPx={item.start}
            window={window}
            timelinePx={timelinePx}
            isFolded={folded.has(index)}
            isSelected={index === selected}
            isHit={hits.has(index)}
            onSelect={onSelect}
            onToggle={onToggle}
          />
        );
      })}
      {isPathShown ? <PathOverlay {...props} /> : null}
    </div>
  );
}

/** Scrolls only when the selection moves: unfolding and polling leave the page where the reader has it. */
function useScrollToSelected(selected: number | undefined, row: number | undefined, virtual: VirtualRows): void {
  const scroll = useRef(() => {});
  useEffect(() => {
    scroll.current = () => {
      if (row !== undefined) virtual.scrollToRow(row);
    };
  });
  useEffect(() => {
    if (selected !== undefined) scroll.current();
  }, [selected]);
}

const GridLines = memo(function GridLines(props: {
  readonly window: TimeWindow;
  readonly zeroUs: number;
  readonly timelinePx: number;
}) {
  const { window, zeroUs, timelinePx } = props;
  const ticks = rulerTicks(window, tickCount(timelinePx), zeroUs).slice(1, -1);
  return (
    <svg className={styles.gridLines} width={timelinePx} aria-hidden="true">
      {ticks.map((tick) => {
        const x = Math.round(shareOfWindow(window, tick) * timelinePx) + 0.5;
        return <line key={tick} x1={x} x2={x} y1="0" y2="100%" />;
      })}
    </svg>
  );
});

function PathOverlay(props: WaterfallRowsProps & { readonly virtual: VirtualRows }) {
  const { model, rows, window, timelinePx, virtual } = props;
  const stretches = useMemo(
    () => model.criticalPath.map(({ index, fromUs, toUs }) => ({ row: rows.rowOfSpan[index] ?? 0, fromUs, toUs })),
    [model, rows],
  );
  const first = virtual.items[0];
  const last = virtual.items.at(-1);
  if (first === undefined || last === undefined || timelinePx === 0) return null;
  const view = { firstRow: first.index, lastRow: last.index, rowPx, widthPx: timelinePx };
  return (
    <svg
      className={styles.overlay}
      width={timelinePx}
      height={(last.index - first.index + 1) * rowPx}
      style={{ top: first.start }}
      // A tree holds rows only; the shares above the rows tell the path in words.
      aria-hidden="true"
    >
      <path d={criticalPathLine(stretches, window, view)} />
    </svg>
  );
}
