"use client";

import type { SpanTreeRow } from "@plumbline/public-api/span-columns";
import type { DivergenceKind } from "@plumbline/span/align-traces";
import { Chip } from "@plumbline/ui/chip";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { memo } from "react";
import { formatDuration } from "~/lib/format";
import styles from "./compare.module.css";
import { difference, type CompareRow as Row, slowerSide, tokensOf, usedDifference } from "./compare-model";
import { costDifference, durationDifference, tokensDifference } from "./difference-text";

/** Deeper spans are not indented further: their names would leave the page. */
const depthMax = 12;
const indentPx = 14;

export const divergenceNames: Readonly<Record<DivergenceKind, string>> = {
  "only-a": "only in A",
  "only-b": "only in B",
  "failed-a": "failed in A only",
  "failed-b": "failed in B only",
  renamed: "other name",
};

export const CompareRow = memo(function CompareRow({
  row,
  place,
  position,
  count,
  top,
  height,
  isSelected,
  onSelect,
}: {
  readonly row: Row;
  readonly place: number;
  /** From 1, among those that are shown. */
  readonly position: number;
  readonly count: number;
  readonly top: number;
  readonly height: number;
  readonly isSelected: boolean;
  readonly onSelect: (place: number) => void;
}) {
  const { a, b, depth, divergence } = row;
  const span = a ?? b;
  if (span === undefined) return null;
  const time = difference(a?.durationMs, b?.durationMs);
  const slower = slowerSide(row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list holds the focus, takes the keys and names the active row.
    <div
      id={`compare-row-${place}`}
      role="treeitem"
      aria-level={depth + 1}
      tabIndex={-1}
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={count}
      className={styles.row}
      data-side={a === undefined ? "b" : b === undefined ? "a" : undefined}
      data-divergent={divergence === undefined ? undefined : ""}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => onSelect(place)}
    >
      <span className={styles.name} style={{ paddingLeft: Math.min(depth, depthMax) * indentPx }}>
        <KindIcon kind={span.kind} />
        <span className="pl-cut" title={nameOf(a, b)}>
          {nameOf(a, b)}
        </span>
        {divergence === undefined ? null : <Mark divergence={divergence} />}
        {row.isMoved ? (
          <Chip tone="mute" title="It stands in another order among its siblings">
            other order
          </Chip>
        ) : null}
      </span>
      <Time span={a} side="A" isSlower={slower === "a"} />
      <Time span={b} side="B" isSlower={slower === "b"} />
      <span className={styles.cell} data-worse={slower === "a" ? "" : undefined}>
        {time === undefined ? nothing : durationDifference(time)}
      </span>
      <Used column="tokens" difference={usedDifference(row, tokensOf)} format={tokensDifference} />
      <Used column="cost" difference={usedDifference(row, costOf)} format={costDifference} />
    </div>
  );
});

function Mark({ divergence }: { readonly divergence: DivergenceKind }) {
  const isFailure = divergence === "failed-a" || divergence === "failed-b";
  return (
    <span className={styles.mark} data-failed={isFailure ? "" : undefined}>
      {isFailure ? <StatusIcon status="error" size="small" /> : null}
      {divergenceNames[divergence]}
    </span>
  );
}

function Time({
  span,
  side,
  isSlower,
}: {
  readonly span: SpanTreeRow | undefined;
  readonly side: string;
  readonly isSlower: boolean;
}) {
  const text = span === undefined ? "—" : span.durationMs === null ? "running" : formatDuration(span.durationMs);
  return (
    <span
      className={styles.time}
      data-missing={span === undefined ? "" : undefined}
      data-slower={isSlower ? "" : undefined}
    >
      <span className={styles.timeSide}>{side} </span>
      {text}
    </span>
  );
}

function nameOf(a: SpanTreeRow | undefined, b: SpanTreeRow | undefined): string {
  if (a === undefined || b === undefined || a.name === b.name) return (a ?? b)?.name ?? "";
  return `${a.name} · ${b.name}`;
}

/** One of the two did not report it, or is not there. */
const nothing = <span className="pl-dim">—</span>;

const costOf = (span: SpanTreeRow) => span.cost;

function Used(props: {
  readonly column: "tokens" | "cost";
  readonly difference: number | undefined;
  readonly format: (difference: number) => string;
}) {
  const { column, format } = props;
  const text = props.difference === undefined ? undefined : format(props.difference);
  return (
    <span
      className={styles.cell}
      data-column={column}
      data-differs={text === undefined || text === "same" ? undefined : ""}
    >
      {text ?? nothing}
    </span>
  );
}
