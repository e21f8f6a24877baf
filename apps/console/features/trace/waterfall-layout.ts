import type { Guide } from "./waterfall-fold";
import { shareOfWindow, type TimeWindow } from "./waterfall-ruler";

/** Height of a row and width of one level, as in waterfall-rows.module.css. */
export const rowPx = 26;
export const indentPx = 14;

/** Where the guide of the outermost level stands: under the middle of its fold sign. */
const firstGuidePx = 20.5;
const branchPx = 12.5;
const branchLengthPx = 8;

/** The SVG path of a row's guide lines: one column per level, a branch to the row in the last. */
export function guidesPath(guides: readonly Guide[]): string {
  return guides
    .map((guide, level) => {
      const x = firstGuidePx + level * indentPx;
      if (guide === "gone") return "";
      const down = `M${x} 0V${guide === "end" ? branchPx : rowPx}`;
      return guide === "line" ? down : `${down}M${x} ${branchPx}h${branchLengthPx}`;
    })
    .join("");
}

/** Where a bar and its label stand, as shares of the timeline's width: 0 left, 1 right. */
export interface BarPlace {
  readonly left: number;
  readonly width: number;
  readonly label: LabelPlace;
  /** The bar lies outside of the zoomed window and only its edge is hinted at. */
  readonly isOutside: boolean;
}

/** The label starts at the bar's end, or ends at its start, or ends inside at its right edge. */
export interface LabelPlace {
  readonly side: "after" | "before" | "inside";
  /** Distance from the left edge for `after`, from the right edge for the other two. */
  readonly inset: number;
}

/** 11 px Geist: average advance of a digit or letter. Only decides on which side a label fits; a miss costs a clipped word. */
const labelCharPx = 6.1;
const labelPaddingPx = 14;

export function placeBar(
  window: TimeWindow,
  startUs: number,
  endUs: number,
  labelLength: number,
  timelinePx: number,
): BarPlace {
  const rawLeft = shareOfWindow(window, startUs);
  const rawRight = shareOfWindow(window, Math.max(startUs, endUs));
  const left = clamp(rawLeft);
  const right = clamp(rawRight);
  const isOutside = rawRight < 0 || rawLeft > 1;
  const labelShare = timelinePx > 0 ? (labelLength * labelCharPx + labelPaddingPx) / timelinePx : 0;
  return { left, width: right - left, label: placeLabel(left, right, labelShare), isOutside };
}

function placeLabel(left: number, right: number, labelShare: number): LabelPlace {
  if (right + labelShare <= 1) return { side: "after", inset: right };
  if (left - labelShare >= 0) return { side: "before", inset: 1 - left };
  return { side: "inside", inset: 1 - right };
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** A stretch of the critical path as it is drawn: which row, from when to when. */
export interface PathStretch {
  readonly row: number;
  readonly fromUs: number;
  readonly toUs: number;
}

/** A return to a row above that is shorter than this share of the window is left out: a parent's breath between children. */
const breathShare = 0.004;

/**
 * The SVG path of the critical path: level along the foot of each span's bar, down or up to the next at the moment of
 * handover. Only what can be seen is in it: stretches outside the rows from `firstRow` to `lastRow` are cut off at the edge,
 * so that a trace of 50,000 spans draws a handful of lines.
 */
export function criticalPathLine(
  stretches: readonly PathStretch[],
  window: TimeWindow,
  view: { readonly firstRow: number; readonly lastRow: number; readonly rowPx: number; readonly widthPx: number },
): string {
  const least = (window.toUs - window.fromUs) * breathShare;
  const parts: string[] = [];
  let previous: { row: number; toUs: number } | undefined;
  for (const stretch of stretches) {
    if (previous !== undefined && stretch.row < previous.row && stretch.toUs - stretch.fromUs < least) continue;
    const inWindow = stretch.toUs >= window.fromUs && stretch.fromUs <= window.toUs;
    if (!inWindow || !touchesRows(previous?.row ?? stretch.row, stretch.row, view)) {
      previous = inWindow ? stretch : undefined;
      continue;
    }
    const y = footOfRow(stretch.row, view);
    const x = pixel(window, stretch.fromUs, view.widthPx);
    if (previous === undefined) parts.push(`M${x} ${y}`);
    else {
      if (!parts.length) parts.push(`M${x} ${footOfRow(previous.row, view)}`);
      parts.push(`L${x} ${footOfRow(previous.row, view)}L${x} ${y}`);
    }
    parts.push(`L${pixel(window, stretch.toUs, view.widthPx)} ${y}`);
    previous = stretch;
  }
  return parts.join("");
}

function touchesRows(a: number, b: number, view: { firstRow: number; lastRow: number }): boolean {
  return Math.max(a, b) >= view.firstRow && Math.min(a, b) <= view.lastRow;
}

function footOfRow(row: number, view: { firstRow: number; lastRow: number; rowPx: number }): number {
  const seen = Math.min(Math.max(row, view.firstRow - 1), view.lastRow + 1);
  return (seen - view.firstRow) * view.rowPx + view.rowPx - 5.5;
}

function pixel(window: TimeWindow, us: number, widthPx: number): number {
  return Math.round(clamp(shareOfWindow(window, us)) * widthPx * 10) / 10;
}
