"use client";

import type { JsonValue } from "@plumbline/base/json";
import type { ExtractionField } from "@plumbline/span/extraction/types";
import { Chip } from "@plumbline/ui/chip";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { formatBytes } from "~/lib/format";
import { copyWhole } from "./copy-whole";
import { type CutValues, useCutValues } from "./cut-values";
import { JsonLeafMenu } from "./json-leaf-menu";
import { isSamePathElsewhere, type JsonPlace, type JsonRow, placeId } from "./json-rows";
import styles from "./json-tree.module.css";
import { LargeJson } from "./large-json";
import { type MarkedText, markedText } from "./marked-text";
import type { TraceNeighbours } from "./trace-source";
import { useJsonView } from "./use-json-view";

const rowPx = 20;
const touchRowPx = 32;
const indentPx = 15;
const edgePx = 6;

export interface JsonTreeProps {
  readonly document: JsonValue;
  readonly picked: JsonPlace | undefined;
  /** Where a search led, and the words that it found there. */
  readonly found: { readonly place: JsonPlace; readonly match: string } | undefined;
  readonly isTouch: boolean;
  readonly onPick: (place: JsonPlace) => void;
  /** Absent where no evaluation can be made from here (a shared trace). */
  readonly onUse?: ((field: ExtractionField, place: JsonPlace) => void) | undefined;
  readonly onCopyPath: (place: JsonPlace) => void;
  readonly neighbours: TraceNeighbours | undefined;
  /** Values that came cut and were read already, by row id. */
  readonly wholes: ReadonlyMap<string, string>;
}

/** The span document as a tree of lines. A leaf is picked by a click or Enter, and then has a menu. */
export function JsonTree(props: JsonTreeProps) {
  const { document, picked, found, isTouch, onPick } = props;
  const { rows, toggle, reading, problem } = useJsonView(document, picked, props.wholes);
  const values = useCutValues();
  const scroller = useRef<HTMLDivElement>(null);
  // A page that was opened on a value begins there.
  const [cursor, setCursor] = useState(() =>
    Math.max(
      0,
      rows.findIndex(({ id }) => picked && id === placeId(picked)),
    ),
  );
  const [menuAt, setMenuAt] = useState<{ row: JsonRow; anchor: Element }>();
  const height = isTouch ? touchRowPx : rowPx;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
    paddingStart: edgePx,
    paddingEnd: edgePx,
  });
  // A page that was opened on a value shows what stands around it; later the tree moves only as far as it has to.
  const isPlaced = useRef(picked === undefined);
  useEffect(() => {
    // The path bar may have grown over the picked line.
    if (picked !== undefined) virtualizer.scrollToIndex(cursor, { align: isPlaced.current ? "auto" : "center" });
    isPlaced.current = true;
  }, [picked, cursor, virtualizer]);
  const act = (row: JsonRow, element: Element | null) => {
    if (row.kind === "leaf" || row.childCount === 0) {
      onPick(row);
      if (element !== null) setMenuAt({ row, anchor: element });
    } else toggle(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveCursor(event.key, cursor, rows);
    const row = rows[cursor];
    if (next !== undefined) {
      setCursor(next);
      virtualizer.scrollToIndex(next);
    } else if (row !== undefined && (event.key === "Enter" || event.key === " ")) {
      act(row, scroller.current?.querySelector(`[data-index="${cursor}"]`) ?? null);
    } else if (row !== undefined && isTwist(event.key, row)) toggle(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="Span document"
      tabIndex={0}
      aria-activedescendant={`json-${cursor}`}
      className={styles.scroll}
      onKeyDown={onKeyDown}
    >
      {problem === undefined ? null : (
        <Notice tone="error" title="The value could not be read.">
          {problem} Open it again to try once more.
        </Notice>
      )}
      <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <Line
              key={row.id}
              row={row}
              index={index}
              topPx={start}
              isCursor={index === cursor}
              isReading={reading.has(row.id)}
              mark={markOf(row, picked)}
              found={found !== undefined && row.id === placeId(found.place) ? found.match : undefined}
              onAct={(element) => {
                setCursor(index);
                act(row, element);
              }}
              onPickContainer={(element) => {
                setCursor(index);
                onPick(row);
                setMenuAt({ row, anchor: element });
              }}
            />
          );
        })}
      </div>
      {menuAt === undefined ? null : (
        <JsonLeafMenu
          anchor={menuAt.anchor}
          row={menuAt.row}
          onClose={() => setMenuAt(undefined)}
          onUse={props.onUse}
          {...wholeActions(menuAt.row, values)}
          onCopyPath={props.onCopyPath}
          neighbours={props.neighbours}
        />
      )}
    </div>
  );
}

/** What the menu does with a value of which only the beginning is here. */
function wholeActions({ cut, path }: JsonRow, values: CutValues | undefined) {
  if (cut === undefined || values === undefined) return {};
  const at = ["document", ...path];
  return { onCopyWhole: () => void copyWhole({ values, path: at }), downloadHref: values.href(at) };
}

type Mark = "picked" | "also" | undefined;

function markOf(row: JsonRow, picked: JsonPlace | undefined): Mark {
  if (picked === undefined || row.kind === "more") return undefined;
  if (row.id === placeId(picked)) return "picked";
  return isSamePathElsewhere(row, picked) ? "also" : undefined;
}

function moveCursor(key: string, cursor: number, rows: readonly JsonRow[]): number | undefined {
  const last = rows.length - 1;
  if (key === "ArrowDown") return Math.min(last, cursor + 1);
  if (key === "ArrowUp") return Math.max(0, cursor - 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  const row = rows[cursor];
  if (key === "ArrowLeft" && row !== undefined && !row.isOpen)
    return rows.findLastIndex((other, index) => index < cursor && other.depth < row.depth);
  if (key === "ArrowRight" && row?.isOpen === true) return Math.min(last, cursor + 1);
  return undefined;
}

function isTwist(key: string, row: JsonRow): boolean {
  return row.childCount > 0 && ((key === "ArrowRight" && !row.isOpen) || (key === "ArrowLeft" && row.isOpen));
}

interface LineProps {
  readonly row: JsonRow;
  readonly index: number;
  readonly topPx: number;
  readonly isCursor: boolean;
  readonly isReading: boolean;
  readonly mark: Mark;
  /** Words of its value to be marked. */
  readonly found: string | undefined;
  readonly onAct: (element: Element) => void;
  /** A JSON text can be opened, but also be picked as the text that it is. */
  readonly onPickContainer: (element: Element) => void;
}

function Line({ row, index, topPx, isCursor, isReading, mark, found, onAct, onPickContainer }: LineProps) {
  const isParent = row.kind !== "more" && row.childCount > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree holds the focus and its keys.
    <div
      role="treeitem"
      tabIndex={-1}
      id={`json-${index}`}
      data-index={index}
      data-kind={row.kind}
      aria-level={row.depth + 1}
      aria-selected={mark === "picked"}
      aria-expanded={isParent ? row.isOpen : undefined}
      className={styles.row}
      data-cursor={isCursor ? "" : undefined}
      data-picked={mark === "picked" ? "" : undefined}
      data-also={mark === "also" ? "" : undefined}
      style={{ transform: `translateY(${topPx}px)`, paddingLeft: 10 + row.depth * indentPx }}
      onClick={(event) => onAct(event.currentTarget)}
      onContextMenu={(event) => {
        if (row.kind !== "json-text") return;
        event.preventDefault();
        onPickContainer(event.currentTarget);
      }}
    >
      <span className={styles.twist}>
        {isParent || row.kind === "more" ? <Icon name={row.isOpen ? "down" : "right"} size="tiny" /> : null}
      </span>
      <span className={styles.key}>{row.label === "" ? '""' : row.label}</span>
      {isReading ? <Count text="reading…" /> : <Value row={row} found={found} onPickText={onPickContainer} />}
    </div>
  );
}

function Value({
  row,
  found,
  onPickText,
}: {
  readonly row: JsonRow;
  readonly found: string | undefined;
  readonly onPickText: (element: Element) => void;
}) {
  const marked = found === undefined || typeof row.value !== "string" ? undefined : markedText(row.value, found);
  if (row.kind === "json-text")
    return (
      <button
        type="button"
        tabIndex={-1}
        title="Pick this text as it is"
        className={styles.value}
        onClick={(event) => {
          event.stopPropagation();
          onPickText(event.currentTarget);
        }}
      >
        <Chip icon="brace">JSON in text, {sizeText(row)}</Chip>
        {marked === undefined ? null : <Marked text={marked} />}
      </button>
    );
  if (row.kind === "more") return <Count text={`${row.childCount.toLocaleString("en")} more items`} />;
  if (row.value instanceof LargeJson)
    return row.isOpen ? null : <Count text={formatBytes(row.value.to - row.value.from)} />;
  if (row.kind === "array") return row.isOpen ? null : <Count text={plural(row.childCount, "item")} />;
  if (row.kind === "object") return row.isOpen ? null : <Count text={plural(row.childCount, "key")} />;
  const type = row.value === null ? "null" : typeof row.value;
  const text = type === "string" ? JSON.stringify(String(row.value).slice(0, 400)) : String(row.value);
  return (
    <span className={styles.value} data-type={type}>
      {row.cut === undefined ? null : <Chip>{sizeText(row)}</Chip>}
      {marked === undefined ? text : <Marked text={marked} />}
    </span>
  );
}

function Marked({ text }: { readonly text: MarkedText }) {
  return (
    <>
      {`"${text.before}`}
      <mark>{text.match}</mark>
      {`${text.after}"`}
    </>
  );
}

function Count({ text }: { readonly text: string }) {
  return (
    <span className={styles.value} data-type="count">
      {text}
    </span>
  );
}

function plural(count: number, noun: string): string {
  if (count === 0) return "empty";
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Of a text: in bytes where it was cut and the server counted, else its characters. */
function sizeText({ cut, value }: JsonRow): string {
  if (cut?.type === "text") return formatBytes(cut.bytes);
  return formatBytes(typeof value === "string" ? value.length : 0);
}
