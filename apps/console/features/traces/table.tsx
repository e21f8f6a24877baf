"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Skeleton } from "@plumbline/ui/skeleton";
import { memo, type Ref, useImperativeHandle, useMemo, useRef } from "react";
import { useClock } from "~/lib/clock";
import { type Column, type ColumnContext, columns } from "./columns";

const skeletonRows = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Moves the view to a row, only as far as needed. */
export interface TraceTableHandle {
  readonly reveal: (traceId: string) => void;
}

export interface TraceTableProps {
  /** Undefined while the first ones are on their way. */
  readonly traces: readonly TraceItem[] | undefined;
  readonly isStale: boolean;
  readonly selected: string | undefined;
  readonly slowMs: number | null;
  readonly actions: Pick<ColumnContext, "traceHref" | "onEvaluate" | "onEvaluation">;
  readonly onSelect: (traceId: string) => void;
  readonly ref?: Ref<TraceTableHandle>;
}

export function TraceTable({ traces, isStale, selected, slowMs, actions, onSelect, ref }: TraceTableProps) {
  const clock = useClock();
  const body = useRef<HTMLTableSectionElement>(null);
  useImperativeHandle(ref, () => ({
    reveal: (traceId) =>
      body.current?.querySelector(`[data-trace="${CSS.escape(traceId)}"]`)?.scrollIntoView({ block: "nearest" }),
  }));
  const longestMs = useMemo(() => barScaleMs(traces ?? [], slowMs), [traces, slowMs]);
  const context = useMemo<ColumnContext>(
    () => ({ ...actions, clock, longestMs, slowMs }),
    [actions, clock, longestMs, slowMs],
  );
  return (
    <table
      className="pl-table trace-table"
      data-stale={isStale ? "" : undefined}
      aria-busy={traces === undefined || isStale}
    >
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.id}
              scope="col"
              data-column={column.id}
              data-align={column.align}
              aria-sort={column.id === "time" ? "descending" : undefined}
            >
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {traces === undefined
          ? skeletonRows.map((row, index) => <SkeletonRow key={row} index={index} />)
          : traces.map((trace) => (
              <TraceRow
                key={trace.traceId}
                trace={trace}
                context={context}
                isSelected={trace.traceId === selected}
                onSelect={onSelect}
              />
            ))}
      </tbody>
    </table>
  );
}

/** The duration that fills a bar. One trace of many minutes must not make all the others look alike. */
function barScaleMs(traces: readonly TraceItem[], slowMs: number | null): number {
  const longestMs = traces.reduce((longest, trace) => Math.max(longest, trace.durationMs), 0);
  return slowMs === null ? longestMs : Math.min(longestMs, slowMs * 1.5);
}

const TraceRow = memo(function TraceRow({
  trace,
  context,
  isSelected,
  onSelect,
}: {
  readonly trace: TraceItem;
  readonly context: ColumnContext;
  readonly isSelected: boolean;
  readonly onSelect: (traceId: string) => void;
}) {
  return (
    <tr data-trace={trace.traceId} data-clickable="" aria-selected={isSelected} onClick={() => onSelect(trace.traceId)}>
      {columns.map((column) => (
        <td key={column.id} data-column={column.id} data-align={column.align} title={column.title?.(trace, context)}>
          {column.cell(trace, context)}
        </td>
      ))}
    </tr>
  );
});

/** Bars in the real columns; a little longer and shorter, as values are. */
function SkeletonRow({ index }: { readonly index: number }) {
  const widthOf = ({ skeletonWidth }: Column) => Math.round(skeletonWidth * (0.75 + ((index * 37) % 40) / 100));
  return (
    <tr>
      {columns.map((column) => (
        <td key={column.id} data-column={column.id} data-align={column.align}>
          {column.skeletonWidth === 0 ? null : <Skeleton width={widthOf(column)} />}
        </td>
      ))}
    </tr>
  );
}
