"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { narrow, useMedia } from "~/lib/use-media";
import styles from "./compare.module.css";
import type { CompareRow as Row } from "./compare-model";
import { CompareRow } from "./compare-row";

const rowHeight = { wide: 28, narrow: 48 };

/** The spans of both traces side by side, one row each; only those in view are in the page. */
export function CompareRows({
  rows,
  places,
  selected,
  onSelect,
  onStep,
}: {
  readonly rows: readonly Row[];
  /** The rows to show. */
  readonly places: readonly number[];
  /** Place of the chosen row, -1 for none. */
  readonly selected: number;
  readonly onSelect: (place: number) => void;
  readonly onStep: (by: 1 | -1) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useMedia(narrow);
  const virtual = useVirtualizer({
    count: places.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isNarrow ? rowHeight.narrow : rowHeight.wide),
    overscan: 16,
  });
  const line = places.indexOf(selected);
  useEffect(() => {
    if (line >= 0) virtual.scrollToIndex(line, { align: "auto" });
  }, [virtual, line]);
  const pressKey = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : undefined;
    if (by === undefined) return;
    event.preventDefault();
    onStep(by);
  };
  if (places.length === 0)
    return (
      <div className={styles.rows}>
        <p className={styles.nothing}>Nothing differs: same spans, same outcome, similar times.</p>
      </div>
    );
  return (
    <div className={styles.rows}>
      <div className={styles.rowsHead} aria-hidden="true">
        <span>Span</span>
        <span>A</span>
        <span>B</span>
        <span>A − B</span>
        <span title="Tokens, A − B">Tokens</span>
        <span title="Cost, A − B">Cost</span>
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="tree"
        aria-label="Spans of both traces"
        aria-activedescendant={line < 0 ? undefined : `compare-row-${selected}`}
        tabIndex={0}
        onKeyDown={pressKey}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const place = places[item.index] ?? -1;
            const row = rows[place];
            return row === undefined ? null : (
              <CompareRow
                key={place}
                row={row}
                place={place}
                position={item.index + 1}
                count={places.length}
                top={item.start}
                height={item.size}
                isSelected={place === selected}
                onSelect={onSelect}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
