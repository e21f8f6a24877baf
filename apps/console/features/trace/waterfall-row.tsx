"use client";

import { Icon } from "@plumbline/ui/icon";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { memo } from "react";
import { formatDuration } from "~/lib/format";
import { factorText, slowFactor, type UsualDurations } from "./slower-than-usual";
import { spanSign, spanTag } from "./span-tag";
import type { TraceModel } from "./trace-model";
import { type Guide, guidesOf, hasChildren } from "./waterfall-fold";
import { guidesPath, indentPx, placeBar, rowPx } from "./waterfall-layout";
import styles from "./waterfall-rows.module.css";
import type { TimeWindow } from "./waterfall-ruler";

/** Indentation stops here: a chain of a thousand spans keeps its names on the page. The level is still spoken. */
const indentLevelsMax = 14;

export interface WaterfallRowProps {
  readonly model: TraceModel;
  readonly usual: UsualDurations;
  /** Position of the span in the model. */
  readonly index: number;
  readonly topPx: number;
  readonly window: TimeWindow;
  /** Width of the time column; labels change sides with it. */
  readonly timelinePx: number;
  readonly isFolded: boolean;
  readonly isSelected: boolean;
  readonly isHit: boolean;
  readonly onSelect: (index: number) => void;
  readonly onToggle: (index: number) => void;
}

export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { model, index, topPx, isFolded, isSelected, isHit, onSelect, onToggle } = props;
  const span = model.spans[index];
  if (span === undefined) return null;
  const depth = model.shape.depth[index] ?? 0;
  const isParent = hasChildren(model.shape, index);
  const sign = spanSign(model, index);
  const tag = spanTag(model, index);
  const duration = durationText(span.durationUs);
  return (
    // What is seen is what is spoken: kind, name, sign, tag, time. No label of its own.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree holds the focus and its keys; rows are its active descendants.
    <div
      role="treeitem"
      tabIndex={-1}
      id={rowId(span.spanId)}
      aria-level={depth + 1}
      aria-selected={isSelected}
      aria-expanded={isParent ? !isFolded : undefined}
      className={styles.row}
      data-origin={model.failure?.origin === index ? "" : undefined}
      data-hit={isHit ? "" : undefined}
      data-cursor={isSelected ? "" : undefined}
      style={{ transform: `translateY(${topPx}px)` }}
      onClick={() => onSelect(index)}
    >
      <span className={styles.name} style={{ paddingLeft: 14 + Math.min(depth, indentLevelsMax) * indentPx }}>
        <Guides guides={guidesOf(model.shape, index, Math.min(depth, indentLevelsMax))} />
        <Twist isParent={isParent} isFolded={isFolded} onToggle={() => onToggle(index)} />
        <KindIcon kind={span.kind} />
        <span className={styles.nameText} title={span.name}>
          {span.name}
        </span>
        {isFolded ? <span className={styles.folded}>+{(model.shape.end[index] ?? index) - index - 1}</span> : null}
        {sign === undefined ? null : <StatusIcon status={sign} size="small" />}
        {tag === undefined ? null : (
          <span className={styles.tag} data-tone={tag.tone} title={tag.title}>
            {tag.text}
          </span>
        )}
        <span className={styles.rowTime}>{duration}</span>
      </span>
      <TimeCell {...props} durationLabel={duration} />
    </div>
  );
});

/** All guides of a row in one drawing: an element per level would be half of what a row costs. */
function Guides({ guides }: { readonly guides: readonly Guide[] }) {
  if (guides.length === 0) return null;
  return (
    <svg className={styles.guides} width={20 + guides.length * indentPx} height={rowPx} aria-hidden="true">
      <path d={guidesPath(guides)} />
    </svg>
  );
}

function Twist(props: { readonly isParent: boolean; readonly isFolded: boolean; readonly onToggle: () => void }) {
  if (!props.isParent) return <span className={styles.twist} />;
  return (
    <button
      type="button"
      tabIndex={-1}
      // The row itself says whether it is folded, and the arrow keys fold it.
      aria-hidden="true"
      className={styles.twist}
      onClick={(event) => {
        event.stopPropagation();
        props.onToggle();
      }}
    >
      <Icon name={props.isFolded ? "right" : "down"} size="tiny" />
    </button>
  );
}

function TimeCell(props: WaterfallRowProps & { readonly durationLabel: string }) {
  const { model, usual, index, window, timelinePx, durationLabel } = props;
  const span = model.spans[index];
  if (span === undefined) return null;
  const tokens = tokenText(span.inputTokens, span.outputTokens);
  const factor = slowFactor(usual, span);
  const slow = factor === undefined ? "" : `${factorText(factor)} usual p95`;
  const hasFailed = span.status === "error";
  const isRunning = span.durationUs === null;
  const bar = placeBar(
    window,
    span.startUs,
    span.endUs,
    durationLabel.length + tokens.length + slow.length + 1,
    timelinePx,
  );
  const inset = `${bar.label.inset * 100}%`;
  return (
    <span className={styles.line} data-kind={span.kind}>
      <b
        className={styles.bar}
        data-error={hasFailed ? "" : undefined}
        data-running={isRunning ? "" : undefined}
        data-outside={bar.isOutside ? "" : undefined}
        style={{ left: `min(calc(100% - 2px), ${bar.left * 100}%)`, width: `${bar.width * 100}%` }}
      />
      {bar.isOutside ? null : (
        <span
          className={styles.barLabel}
          data-side={bar.label.side}
          data-solid={hasFailed || isRunning ? undefined : ""}
          style={bar.label.side === "after" ? { left: inset } : { right: inset }}
        >
          {durationLabel}
          {tokens === "" ? null : <i>{tokens}</i>}
          {slow === "" ? null : <i className={styles.slow}>{slow}</i>}
        </span>
      )}
    </span>
  );
}

export function rowId(spanId: string): string {
  return `span-${spanId}`;
}

function durationText(durationUs: number | null): string {
  return durationUs === null ? "running" : formatDuration(durationUs / 1000);
}

function tokenText(input: number | null, output: number | null): string {
  if (input === null && output === null) return "";
  return `${((input ?? 0) + (output ?? 0)).toLocaleString("en")} tokens`;
}
