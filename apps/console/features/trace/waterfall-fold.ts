import type { Forest } from "@plumbline/span/forest";

/** The call chain as flat arrays in pre-order, so that folding 50,000 spans needs no object per row. */
export type TreeShape = Pick<Forest, "depth" | "parent" | "end">;

/** What a set of folded spans leaves to see. */
export interface VisibleRows {
  /** Span index of each visible row, from the top. */
  readonly spanOfRow: Int32Array;
  /** Row at which each span is seen; a folded-away span is seen at the row of its folded ancestor. */
  readonly rowOfSpan: Int32Array;
}

export function visibleRows(shape: TreeShape, folded: ReadonlySet<number>): VisibleRows {
  const count = shape.depth.length;
  const spanOfRow = new Int32Array(count);
  const rowOfSpan = new Int32Array(count);
  let row = 0;
  for (let index = 0; index < count; row += 1) {
    const end = folded.has(index) ? (shape.end[index] ?? count) : index + 1;
    spanOfRow[row] = index;
    rowOfSpan.fill(row, index, end);
    index = end;
  }
  return { spanOfRow: spanOfRow.subarray(0, row), rowOfSpan };
}

export function hasChildren(shape: TreeShape, index: number): boolean {
  return (shape.end[index] ?? 0) > index + 1;
}

export function toggleFold(folded: ReadonlySet<number>, index: number): ReadonlySet<number> {
  const next = new Set(folded);
  if (!next.delete(index)) next.add(index);
  return next;
}

/** Opens every folded ancestor of a span, so that it can be shown. The same set comes back when none is folded. */
export function revealSpan(shape: TreeShape, folded: ReadonlySet<number>, index: number): ReadonlySet<number> {
  const next = new Set(folded);
  for (let up = shape.parent[index] ?? -1; up >= 0; up = shape.parent[up] ?? -1) next.delete(up);
  return next.size === folded.size ? folded : next;
}

/** Folds everything below a depth: 0 leaves the roots alone. */
export function foldBelow(shape: TreeShape, depthMax: number): ReadonlySet<number> {
  const folded = new Set<number>();
  for (let index = 0; index < shape.depth.length; index += 1)
    if ((shape.depth[index] ?? 0) >= depthMax && hasChildren(shape, index)) folded.add(index);
  return folded;
}

/** The depth to which the tree is open now: one step less or more than it is what `[` and `]` go to. */
export function openDepth(shape: TreeShape, folded: ReadonlySet<number>): number {
  let shallowestFold = Number.POSITIVE_INFINITY;
  for (const index of folded) shallowestFold = Math.min(shallowestFold, shape.depth[index] ?? 0);
  if (shallowestFold !== Number.POSITIVE_INFINITY) return shallowestFold;
  return deepest(shape);
}

export function deepest(shape: TreeShape): number {
  let depthMax = 0;
  for (const depth of shape.depth) if (depth > depthMax) depthMax = depth;
  return depthMax;
}

/** How the guide line of one ancestor passes a row: straight down, branching to it, ending at it, or no longer there. */
export type Guide = "line" | "tee" | "end" | "gone";

/** Guides of a row from the outermost level that is drawn to its parent's. `levelsMax` bounds the work in a deep chain. */
export function guidesOf(shape: TreeShape, index: number, levelsMax: number): readonly Guide[] {
  const guides: Guide[] = [];
  let child = index;
  for (let up = shape.parent[index] ?? -1; up >= 0 && guides.length < levelsMax; up = shape.parent[up] ?? -1) {
    const isLastChild = (shape.end[child] ?? 0) >= (shape.end[up] ?? 0);
    if (child === index) guides.push(isLastChild ? "end" : "tee");
    else guides.push(isLastChild ? "gone" : "line");
    child = up;
  }
  return guides.reverse();
}
