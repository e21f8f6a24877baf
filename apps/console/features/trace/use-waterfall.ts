"use client";

import { useCallback, useMemo, useState } from "react";
import { findSpans, findTexts, nextHit } from "./find-spans";
import type { PickedSpans } from "./picked-spans";
import type { TraceModel } from "./trace-model";
import { useTraceUrl } from "./use-trace-url";
import {
  deepest,
  foldBelow,
  hasChildren,
  openDepth,
  revealSpan,
  toggleFold,
  type VisibleRows,
  visibleRows,
} from "./waterfall-fold";
import type { TimeWindow } from "./waterfall-ruler";

export interface WaterfallState {
  readonly rows: VisibleRows;
  readonly folded: ReadonlySet<number>;
  readonly window: TimeWindow;
  readonly selected: number | undefined;
  readonly isPathShown: boolean;
  readonly find: string;
  readonly hits: ReadonlySet<number>;
  /** "3 of 12", or "none". */
  readonly hitText: string;
  readonly select: (index: number) => void;
  readonly toggle: (index: number) => void;
  readonly moveDepth: (step: 1 | -1) => void;
  readonly togglePath: () => void;
  readonly setWindow: (window: TimeWindow) => void;
  readonly setFind: (text: string) => void;
  readonly goToHit: (step: 1 | -1) => void;
  /** Moves in the tree; false for a key that means nothing here. */
  readonly pressKey: (key: string) => boolean;
}

const pageRows = 20;

/** What is folded, found, zoomed and selected. Selection and search stand in the URL, the rest lives as long as the page. */
export function useWaterfall(
  model: TraceModel,
  selected: number | undefined,
  picked: PickedSpans | undefined,
): WaterfallState {
  const [url, changeUrl] = useTraceUrl();
  // By id: in a running trace the positions shift with every span that arrives.
  const [foldedIds, setFoldedIds] = useState<ReadonlySet<string>>(new Set());
  const [isPathShown, setIsPathShown] = useState(true);
  const [zoom, setZoom] = useState<TimeWindow>();
  // A span chosen by a link, by O or by a search must be seen, whatever is folded above it.
  const asked = useMemo(() => indicesOf(model.indexOf, foldedIds), [model.indexOf, foldedIds]);
  const folded = useMemo(
    () => (selected === undefined ? asked : revealSpan(model.shape, asked, selected)),
    [model.shape, asked, selected],
  );
  const setFolded = useCallback(
    (next: ReadonlySet<number>) => setFoldedIds(new Set(Array.from(next, (index) => model.spans[index]?.spanId ?? ""))),
    [model.spans],
  );
  if (folded !== asked) setFolded(folded);
  const rows = useMemo(() => visibleRows(model.shape, folded), [model.shape, folded]);
  const find = useFind(model, url.find ?? "");
  const hits = useMemo(
    () => (picked === undefined ? find.set : new Set([...find.set, ...picked.spans])),
    [find.set, picked],
  );

  const select = useCallback(
    (index: number) => changeUrl({ span: model.spans[index]?.spanId ?? null }),
    [changeUrl, model.spans],
  );
  const toggle = useCallback(
    (index: number) => {
      setFolded(toggleFold(folded, index));
      // What is folded away cannot stay selected: the folded span takes over.
      if (selected !== undefined && selected > index && selected < (model.shape.end[index] ?? 0)) select(index);
    },
    [folded, model.shape, select, selected, setFolded],
  );
  const moveDepth = (step: 1 | -1) => {
    const depth = Math.min(deepest(model.shape), Math.max(0, openDepth(model.shape, folded) + step));
    const next = foldBelow(model.shape, depth);
    const visible = visibleRows(model.shape, next);
    if (selected !== undefined) select(visible.spanOfRow[visible.rowOfSpan[selected] ?? 0] ?? 0);
    setFolded(next);
  };
  const goToHit = (step: 1 | -1) => {
    const hit = nextHit(find.list, selected ?? -1, step);
    if (hit !== undefined) select(hit);
  };
  const pressKey = (key: string): boolean => {
    const move = keyMove(key, { model, rows, folded, selected });
    if (move === undefined) return false;
    if (move.select !== undefined) select(move.select);
    if (move.toggle !== undefined) toggle(move.toggle);
    return true;
  };
  return {
    rows,
    folded,
    window: zoom ?? model.whole,
    selected,
    isPathShown,
    find: url.find ?? "",
    hits,
    hitText: hitText(find.list, selected),
    select,
    toggle,
    moveDepth,
    togglePath: () => setIsPathShown(!isPathShown),
    setWindow: (window) => setZoom(window === model.whole ? undefined : window),
    setFind: (text) => changeUrl({ find: text }),
    goToHit,
    pressKey,
  };
}

function indicesOf(indexOf: ReadonlyMap<string, number>, ids: ReadonlySet<string>): ReadonlySet<number> {
  return new Set([...ids].flatMap((id) => indexOf.get(id) ?? []));
}

function useFind(model: TraceModel, query: string) {
  const texts = useMemo(() => findTexts(model.spans), [model.spans]);
  return useMemo(() => {
    const list = findSpans(texts, query);
    return { list, set: new Set(list) as ReadonlySet<number> };
  }, [texts, query]);
}

function hitText(hits: readonly number[], selected: number | undefined): string {
  if (hits.length === 0) return "none";
  const place = selected === undefined ? -1 : hits.indexOf(selected);
  const count = hits.length.toLocaleString("en");
  return place === -1 ? count : `${(place + 1).toLocaleString("en")} of ${count}`;
}

interface TreePosition {
  readonly model: Pick<TraceModel, "shape">;
  readonly rows: VisibleRows;
  readonly folded: ReadonlySet<number>;
  readonly selected: number | undefined;
}

/** What a key does in the tree (WAI-ARIA tree view pattern): moves the selection, or folds and unfolds. */
export function keyMove(
  key: string,
  { model, rows, folded, selected }: TreePosition,
): { readonly select?: number; readonly toggle?: number } | undefined {
  const last = rows.spanOfRow.length - 1;
  const row = selected === undefined ? -1 : (rows.rowOfSpan[selected] ?? -1);
  const toRow = (wanted: number) => ({ select: rows.spanOfRow[Math.min(last, Math.max(0, wanted))] ?? 0 });
  switch (key) {
    case "ArrowDown":
      return toRow(row + 1);
    case "ArrowUp":
      return toRow(row - 1);
    case "PageDown":
      return toRow(row + pageRows);
    case "PageUp":
      return toRow(row - pageRows);
    case "Home":
      return toRow(0);
    case "End":
      return toRow(last);
    case "ArrowRight":
      if (selected === undefined || !hasChildren(model.shape, selected)) return {};
      return folded.has(selected) ? { toggle: selected } : { select: selected + 1 };
    case "ArrowLeft": {
      if (selected === undefined) return {};
      if (hasChildren(model.shape, selected) && !folded.has(selected)) return { toggle: selected };
      const parent = model.shape.parent[selected] ?? -1;
      return parent < 0 ? {} : { select: parent };
    }
    default:
      return undefined;
  }
}
