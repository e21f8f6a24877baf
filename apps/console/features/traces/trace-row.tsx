"use client";

import type { ListedTrace } from "@plumbline/public-api/routes/list-traces";
import { Checkbox } from "@plumbline/ui/checkbox";
import { memo } from "react";
import type { ColumnChoice } from "./column-choice";
import type { Column, ColumnContext } from "./columns";
import { hitLineHeight, TraceHits } from "./trace-hits";

export interface ShownColumn {
  readonly choice: ColumnChoice;
  readonly column: Column;
}

const rowHeight = 32;

/** As table.css draws it: the line of cells, and one for each place where the query is true. */
export function rowHeightOf(trace: ListedTrace | undefined): number {
  const hits = trace?.hits?.length ?? 0;
  return rowHeight + (hits === 0 ? 0 : hits * hitLineHeight + 7);
}

export const TraceRow = memo(function TraceRow({
  trace,
  index,
  context,
  columns,
  isCurrent,
  isSelected,
  onCurrent,
  onToggle,
}: {
  readonly trace: ListedTrace;
  readonly index: number;
  readonly context: ColumnContext;
  readonly columns: readonly ShownColumn[];
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly onCurrent: (traceId: string) => void;
  readonly onToggle: (traceId: string, isRange: boolean) => void;
}) {
  const hits = trace.hits ?? [];
  return (
    <>
      <tr
        data-trace={trace.traceId}
        data-clickable=""
        data-index={index}
        data-hits={hits.length > 0 ? "" : undefined}
        data-chosen={isSelected ? "" : undefined}
        aria-selected={isCurrent}
        aria-rowindex={index + 2}
        onClick={(event) => {
          if (event.shiftKey) onToggle(trace.traceId, true);
          else onCurrent(trace.traceId);
        }}
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the checkbox in the cell takes the keys; the cell is only a larger place to hit */}
        <td
          data-column="select"
          onClick={(event) => {
            event.stopPropagation();
            if (event.target === event.currentTarget) onToggle(trace.traceId, event.shiftKey);
          }}
        >
          <Checkbox
            aria-label={`Select ${trace.name}`}
            checked={isSelected}
            onChange={(event) => onToggle(trace.traceId, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        </td>
        {columns.map(({ column }) => (
          <td key={column.id} data-column={column.id} data-align={column.align} title={column.title?.(trace, context)}>
            {column.cell(trace, context)}
          </td>
        ))}
      </tr>
      {hits.length === 0 ? null : (
        <tr className="trace-hits" data-current={isCurrent ? "" : undefined}>
          <td />
          <td colSpan={columns.length}>
            <TraceHits hits={hits} href={context.traceHref(trace.traceId)} />
          </td>
        </tr>
      )}
    </>
  );
});
