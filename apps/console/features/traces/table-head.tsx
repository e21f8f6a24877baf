"use client";

import { Icon } from "@plumbline/ui/icon";
import { type DragEvent, type PointerEvent, useRef, useState } from "react";
import { type ColumnChoice, clampWidth } from "./column-choice";
import type { SortText } from "./params";
import type { ShownColumn } from "./trace-row";

/** The heads: press one to sort, drag it to move the column, drag its edge to resize. The menu of columns does the same by keys. */
export function TableHead({
  shown,
  onColumns,
  sort,
  onSort,
}: {
  readonly shown: readonly ShownColumn[];
  readonly onColumns: (columns: readonly ColumnChoice[]) => void;
  readonly sort: SortText;
  readonly onSort: (sort: SortText) => void;
}) {
  const [dragged, setDragged] = useState<string>();
  const [target, setTarget] = useState<string>();
  const choices = shown.map(({ choice }) => choice);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    if (dragged !== undefined && target !== undefined) onColumns(movedColumn(choices, dragged, target));
    setDragged(undefined);
    setTarget(undefined);
  };
  return shown.map(({ column }) => {
    const direction = sort === column.sort ? "ascending" : sort === `-${column.sort}` ? "descending" : undefined;
    const resize = (widthPx: number) =>
      onColumns(choices.map((other) => (other.id === column.id ? { ...other, widthPx: clampWidth(widthPx) } : other)));
    return (
      <th
        key={column.id}
        scope="col"
        data-column={column.id}
        data-align={column.align}
        data-target={target === column.id && dragged !== column.id ? "" : undefined}
        aria-sort={direction}
        title={column.hint}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", column.id);
          setDragged(column.id);
        }}
        onDragOver={(event) => {
          if (dragged === undefined) return;
          event.preventDefault();
          setTarget(column.id);
        }}
        onDrop={drop}
        onDragEnd={() => {
          setDragged(undefined);
          setTarget(undefined);
        }}
      >
        <HeadFace
          column={column}
          direction={direction}
          onSort={() =>
            column.sort !== undefined && onSort(direction === "descending" ? column.sort : `-${column.sort}`)
          }
        />
        <ResizeHandle
          onResize={resize}
          onReset={() => onColumns(choices.map((other) => (other.id === column.id ? { id: other.id } : other)))}
        />
      </th>
    );
  });
}

function HeadFace({
  column,
  direction,
  onSort,
}: {
  readonly column: ShownColumn["column"];
  readonly direction: "ascending" | "descending" | undefined;
  readonly onSort: () => void;
}) {
  if (column.isHeadHidden === true) return <span className="pl-hidden-text">{column.label}</span>;
  if (column.sort === undefined) return <span>{column.label}</span>;
  return (
    <button type="button" className="pl-sort" onClick={onSort} title={sortHint(column.sort, direction)}>
      {column.label}
      {direction === undefined ? null : <Icon name={direction === "descending" ? "down" : "up"} size="tiny" />}
    </button>
  );
}

function sortHint(field: string, direction: "ascending" | "descending" | undefined): string {
  const [more, less] = field === "time" ? ["newest", "oldest"] : ["largest", "smallest"];
  return direction === "descending" ? `Sorted, ${more} first. Press for ${less} first` : `Sort, ${more} first`;
}

/** The edge of a column, for a pointer; the menu of columns changes widths by keys. */
function ResizeHandle({
  onResize,
  onReset,
}: {
  readonly onResize: (widthPx: number) => void;
  readonly onReset: () => void;
}) {
  const start = useRef<{ readonly x: number; readonly widthPx: number }>(undefined);
  const onPointerDown = (event: PointerEvent) => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const widthPx = event.currentTarget.closest("th")?.getBoundingClientRect().width ?? 0;
    start.current = { x: event.clientX, widthPx };
  };
  const stop = () => {
    start.current = undefined;
  };
  return (
    <span
      className="trace-resize"
      aria-hidden="true"
      title="Drag to resize, double-click to reset"
      draggable
      // Dragging the edge is not dragging the column.
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (start.current !== undefined) onResize(start.current.widthPx + event.clientX - start.current.x);
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
      onDoubleClick={onReset}
    />
  );
}

/** The column taken out and put in the place of another one. */
export function movedColumn(columns: readonly ColumnChoice[], id: string, targetId: string): readonly ColumnChoice[] {
  const from = columns.findIndex((column) => column.id === id);
  const to = columns.findIndex((column) => column.id === targetId);
  const moved = columns[from];
  if (moved === undefined || to < 0) return columns;
  return columns.toSpliced(from, 1).toSpliced(to, 0, moved);
}
