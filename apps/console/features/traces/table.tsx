"use client";

import type { ListedTrace } from "@plumbline/public-api/routes/list-traces";
import { Checkbox } from "@plumbline/ui/checkbox";
import { Skeleton } from "@plumbline/ui/skeleton";
import {
  lazy,
  type Ref,
  type RefObject,
  Suspense,
  useCallback,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import { useClock } from "~/lib/clock";
import { type ColumnChoice, defaultColumns } from "./column-choice";
import { type Column, type ColumnContext, columnOf } from "./columns";
import type { SortText } from "./params";
import type { ShownRows } from "./row-window";
import { TableHead } from "./table-head";
import { rowHeightOf, TraceRow } from "./trace-row";
import type { Selection } from "./use-selection";

const RowWindow = lazy(() => import("./row-window"));

const skeletonRows = ["a", "b", "c", "d", "e", "f", "g", "h"];
const headHeight = 28;
/** Below this many rows all of them are drawn: a find in the page sees them, and printing prints them. */
const virtualFrom = 150;

/** Moves the view to a row, only as far as needed. */
export interface TraceTableHandle {
  readonly reveal: (traceId: string) => void;
}

export interface TraceTableProps {
  /** Undefined while the first ones are on their way. */
  readonly traces: readonly ListedTrace[] | undefined;
  readonly isStale: boolean;
  /** Trace id of the row that is previewed. */
  readonly current: string | undefined;
  readonly slowMs: number | null;
  readonly actions: Pick<ColumnContext, "traceHref" | "onEvaluate" | "onEvaluation">;
  readonly columns: readonly ColumnChoice[];
  readonly onColumns: (columns: readonly ColumnChoice[]) => void;
  readonly sort: SortText;
  readonly onSort: (sort: SortText) => void;
  readonly selection: Selection;
  readonly onCurrent: (traceId: string) => void;
  /** What scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly ref?: Ref<TraceTableHandle>;
}

export function TraceTable(props: TraceTableProps) {
  const { traces, isStale, current, slowMs, actions, columns, onColumns, sort, onSort, selection, onCurrent } = props;
  const { scroller, ref } = props;
  const clock = useClock();
  const shown = useMemo(() => columns.map((choice) => ({ choice, column: columnOf(choice.id) })), [columns]);
  const count = traces?.length ?? 0;
  const isVirtual = count >= virtualFrom;
  const [rows, setRows] = useState<ShownRows>();
  const heightOf = useCallback((index: number) => rowHeightOf(traces?.[index]), [traces]);
  const keyOf = useCallback((index: number) => traces?.[index]?.traceId ?? index, [traces]);
  const body = useRef<HTMLTableSectionElement>(null);
  useImperativeHandle(ref, () => ({
    reveal(traceId) {
      const index = traces?.findIndex((trace) => trace.traceId === traceId) ?? -1;
      const row = body.current?.querySelector(`[data-trace="${CSS.escape(traceId)}"]`);
      if (row) row.scrollIntoView({ block: "nearest" });
      else if (index >= 0) rows?.scrollTo(index);
    },
  }));
  const longestMs = useMemo(() => barScaleMs(traces ?? [], slowMs), [traces, slowMs]);
  const context = useMemo<ColumnContext>(
    () => ({ ...actions, clock, longestMs, slowMs }),
    [actions, clock, longestMs, slowMs],
  );
  const columnIds = columns.map(({ id }) => id).join();
  const start = rows?.first ?? 0;
  const drawn = traces?.slice(start, rows === undefined ? count : rows.last + 1) ?? [];
  const isPlain = columnIds === defaultColumns.map(({ id }) => id).join();
  return (
    <table
      className="pl-table trace-table"
      data-stale={isStale ? "" : undefined}
      data-plain={isPlain ? "" : undefined}
      data-selecting={selection.count > 0 ? "" : undefined}
      aria-busy={traces === undefined || isStale}
      aria-rowcount={isVirtual ? count + 1 : undefined}
    >
      <colgroup>
        <col width={30} data-column="select" />
        {shown.map(({ choice, column }) => (
          <col
            key={column.id}
            data-column={column.id}
            data-sized={choice.widthPx === undefined ? undefined : ""}
            width={choice.widthPx ?? column.widthPx}
          />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th scope="col" data-column="select">
            <Checkbox
              aria-label="Select all rows that are shown"
              checked={selection.isAllShown}
              onChange={selection.toggleShown}
            />
          </th>
          <TableHead shown={shown} onColumns={onColumns} sort={sort} onSort={onSort} />
        </tr>
      </thead>
      <tbody ref={body}>
        {isVirtual ? (
          <Suspense fallback={null}>
            <RowWindow
              count={count}
              scroller={scroller}
              headHeight={headHeight}
              heightOf={heightOf}
              keyOf={keyOf}
              onShown={setRows}
            />
          </Suspense>
        ) : null}
        {traces === undefined ? (
          skeletonRows.map((row, index) => <SkeletonRow key={row} index={index} columns={shown} />)
        ) : (
          <>
            <Spacer height={rows?.above ?? 0} />
            {drawn.map((trace, nth) => (
              <TraceRow
                key={trace.traceId}
                trace={trace}
                index={start + nth}
                context={context}
                columns={shown}
                isCurrent={trace.traceId === current}
                isSelected={selection.has(trace.traceId)}
                onCurrent={onCurrent}
                onToggle={selection.toggle}
              />
            ))}
            <Spacer height={rows?.below ?? 0} />
          </>
        )}
      </tbody>
    </table>
  );
}

/** Stands for the rows that are out of sight. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr className="trace-spacer">
      <td height={height} />
    </tr>
  );
}

/** The duration that fills a bar. One trace of many minutes must not make all the others look alike. */
function barScaleMs(traces: readonly ListedTrace[], slowMs: number | null): number {
  const longestMs = traces.reduce((longest, trace) => Math.max(longest, trace.durationMs), 0);
  return slowMs === null ? longestMs : Math.min(longestMs, slowMs * 1.5);
}

/** Bars in the real columns; a little longer and shorter, as values are. */
function SkeletonRow({ index, columns }: { readonly index: number; readonly columns: readonly { column: Column }[] }) {
  const widthOf = ({ skeletonWidth }: Column) => Math.round(skeletonWidth * (0.75 + ((index * 37) % 40) / 100));
  return (
    <tr>
      <td data-column="select" />
      {columns.map(({ column }) => (
        <td key={column.id} data-column={column.id} data-align={column.align}>
          {column.skeletonWidth === 0 ? null : <Skeleton width={widthOf(column)} />}
        </td>
      ))}
    </tr>
  );
}
