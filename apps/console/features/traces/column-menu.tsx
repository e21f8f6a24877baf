"use client";

import { Button } from "@plumbline/ui/button";
import { Checkbox } from "@plumbline/ui/checkbox";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { Kbd } from "@plumbline/ui/kbd";
import { TextInput } from "@plumbline/ui/text-input";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { builtInColumns, type ColumnChoice, clampWidth, defaultColumns, parseColumns, pathsOf } from "./column-choice";
import { columnOf } from "./columns";
import { movedColumn } from "./table-head";
import { useSeenPaths } from "./use-observed";

const widthStepPx = 16;

/** Which columns there are, in which order and how wide. Everything that a pointer does on the heads, keys do here. */
export function ColumnMenu({
  projectId,
  columns,
  onColumns,
}: {
  readonly projectId: string;
  readonly columns: readonly ColumnChoice[];
  readonly onColumns: (columns: readonly ColumnChoice[] | undefined) => void;
}) {
  const [dragged, setDragged] = useState<string>();
  const hidden = builtInColumns.filter((id) => !columns.some((column) => column.id === id));
  const toggle = (id: string) => {
    const rest = columns.filter((column) => column.id !== id);
    if (rest.length === columns.length) onColumns(withColumn(columns, id));
    // A table without columns would be no table.
    else if (rest.length > 0) onColumns(rest);
  };
  // The columns come back through the address, which takes a moment: the next key must build on the one before.
  const latest = useRef(columns);
  useEffect(() => {
    latest.current = columns;
  }, [columns]);
  const onKeyDown = (event: KeyboardEvent, id: string) => {
    const index = latest.current.findIndex((column) => column.id === id);
    const column = latest.current[index];
    if (!event.altKey || column === undefined) return;
    const next = columnsAfterKey(latest.current, index, column, event.key);
    if (next === undefined) return;
    latest.current = next;
    onColumns(next);
    event.preventDefault();
  };
  return (
    <div className="column-menu">
      <div className="pl-menu-label">
        Shown <span className="pl-dim max-md:hidden">· drag, or Alt with ↑ ↓ to move, ← → for the width</span>
      </div>
      <ul>
        {columns.map((choice) => {
          const { id, label } = columnOf(choice.id);
          return (
            <li
              key={id}
              draggable
              onDragStart={() => setDragged(id)}
              onDragOver={(event) => {
                event.preventDefault();
                if (dragged !== undefined && dragged !== id) onColumns(movedColumn(columns, dragged, id));
              }}
              onDragEnd={() => setDragged(undefined)}
            >
              <Icon name="up-down" size="tiny" />
              <Checkbox
                checked
                onChange={() => toggle(id)}
                onKeyDown={(event) => onKeyDown(event, id)}
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight"
              >
                <span className="pl-cut" title={id}>
                  {label}
                </span>
              </Checkbox>
              <span className="pl-end">{choice.widthPx === undefined ? "" : `${choice.widthPx} px`}</span>
              {pathsOf([choice]).length === 0 ? null : (
                <IconButton look="bare" icon="close" label={`Remove ${label}`} onClick={() => toggle(id)} />
              )}
            </li>
          );
        })}
      </ul>
      <div className="pl-menu-label">Not shown</div>
      <ul>
        {hidden.map((id) => (
          <li key={id}>
            <Checkbox checked={false} onChange={() => toggle(id)}>
              {columnOf(id).label}
            </Checkbox>
          </li>
        ))}
      </ul>
      <PathAdder
        projectId={projectId}
        onAdd={(id) => {
          if (!columns.some((column) => column.id === id)) onColumns(withColumn(columns, id));
        }}
      />
      <div className="column-menu-foot">
        <Button size="small" look="quiet" onClick={() => onColumns(defaultColumns)}>
          Back to the usual columns
        </Button>
      </div>
    </div>
  );
}

/** Up and down move a column, left and right change its width; undefined for any other key. */
function columnsAfterKey(
  columns: readonly ColumnChoice[],
  index: number,
  column: ColumnChoice,
  key: string,
): readonly ColumnChoice[] | undefined {
  const step = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
  const wider = key === "ArrowRight" ? widthStepPx : key === "ArrowLeft" ? -widthStepPx : 0;
  const neighbour = columns[index + step];
  if (step !== 0) return neighbour && movedColumn(columns, column.id, neighbour.id);
  if (wider === 0) return undefined;
  const widthPx = clampWidth((column.widthPx ?? columnOf(column.id).widthPx ?? 200) + wider);
  return columns.with(index, { ...column, widthPx });
}

/** In front of the time and the actions, where the eye ends a row. */
function withColumn(columns: readonly ColumnChoice[], id: string): readonly ColumnChoice[] {
  const end = columns.findIndex((column) => column.id === "time" || column.id === "actions");
  return end < 0 ? [...columns, { id }] : columns.toSpliced(end, 0, { id });
}

/** Any path into spans as a column. */
function PathAdder({ projectId, onAdd }: { readonly projectId: string; readonly onAdd: (path: string) => void }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const seen = useSeenPaths(projectId, text);
  const id = useId();
  const add = () => {
    const path = /^(?:attributes|resource)[.[]/.test(text.trim()) ? text.trim() : `attributes.${text.trim()}`;
    if (text.trim() === "") return;
    if (parseColumns(path)?.length !== 1) {
      setProblem("Write one path such as attributes.llm.temperature.");
      return;
    }
    onAdd(path);
    setText("");
    setProblem(undefined);
  };
  return (
    <form
      className="column-adder"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextInput
        mono
        aria-label="Path of an attribute"
        placeholder="attributes.llm.temperature"
        list={id}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <datalist id={id}>
        {seen.map(({ value }) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <Button size="small" type="submit">
        Add <Kbd>↵</Kbd>
      </Button>
      {problem === undefined ? null : (
        <p className="pl-field-error" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
