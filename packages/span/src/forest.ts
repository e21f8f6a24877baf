/**
 * The shape of a trace: rows in pre-order with their depth and the extent of their subtree, as flat arrays. Everything that
 * depends on parents (tree, usage, critical path, root cause) stands on this one function, so that all of them agree on what
 * an orphan, a self-parent or a cycle means. Nothing here recurses: a chain of 100,000 spans is as fine as a flat list.
 */
export interface Forest {
  /** Row index at each pre-order position. Every row stands here exactly once. */
  readonly order: Int32Array;
  /** Pre-order position of the parent, -1 for a root. */
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** Pre-order position behind the last descendant: the subtree of `p` is `p` to `end[p] - 1`. */
  readonly end: Int32Array;
  /** 1 where a row names a parent that is not among the rows (late, or sampled away). Such a row is a root. */
  readonly isOrphan: Uint8Array;
  /** 1 where a row was made a root because its parents lead back to itself. */
  readonly brokeCycle: Uint8Array;
}

export interface ForestRow<Id> {
  readonly spanId: Id;
  readonly parentSpanId: Id | null | undefined;
}

/**
 * @param compare Order of siblings and roots, also the choice of the root of a cycle. With a total order the result does not
 *   depend on the order of the rows. Without it, row order counts.
 *
 * Rows that share a span id are all kept; the children go to the first of them.
 */
export function buildForest<Row extends ForestRow<unknown>>(
  rows: readonly Row[],
  compare?: (a: Row, b: Row) => number,
): Forest {
  const sorted = sortedIndices(rows, compare);
  const { parentRow, isOrphan } = resolveParents(rows, sorted);
  const brokeCycle = breakCycles(sorted, parentRow);
  return layOut(sorted, parentRow, isOrphan, brokeCycle);
}

function sortedIndices<Row>(rows: readonly Row[], compare: ((a: Row, b: Row) => number) | undefined): Int32Array {
  const indices = Array.from(rows, (_, index) => index);
  if (compare) indices.sort((a, b) => compare(rows[a] as Row, rows[b] as Row));
  return Int32Array.from(indices);
}

function resolveParents(rows: readonly ForestRow<unknown>[], sorted: Int32Array) {
  const rowOfId = new Map<unknown, number>();
  for (const row of sorted) {
    const id = rows[row]?.spanId;
    if (!rowOfId.has(id)) rowOfId.set(id, row);
  }
  const parentRow = new Int32Array(rows.length).fill(-1);
  const isOrphan = new Uint8Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const parentId = rows[row]?.parentSpanId;
    if (parentId === null || parentId === undefined) continue;
    const parent = rowOfId.get(parentId);
    if (parent === undefined) isOrphan[row] = 1;
    else parentRow[row] = parent;
  }
  return { parentRow, isOrphan };
}

/** Makes the first member (in sorted order) of every parent cycle a root; a self-parent is a cycle of one. */
function breakCycles(sorted: Int32Array, parentRow: Int32Array): Uint8Array {
  const count = parentRow.length;
  const brokeCycle = new Uint8Array(count);
  const sortPosition = new Int32Array(count);
  for (let position = 0; position < count; position++) sortPosition[at(sorted, position)] = position;
  const walkOf = new Int32Array(count);
  for (let start = 0; start < count; start++) {
    const walk = start + 1;
    let row = start;
    while (row !== -1 && walkOf[row] === 0) {
      walkOf[row] = walk;
      row = at(parentRow, row);
    }
    if (row === -1 || walkOf[row] !== walk) continue;
    let first = row;
    for (let member = at(parentRow, row); member !== row; member = at(parentRow, member)) {
      if (at(sortPosition, member) < at(sortPosition, first)) first = member;
    }
    parentRow[first] = -1;
    brokeCycle[first] = 1;
  }
  return brokeCycle;
}

function layOut(sorted: Int32Array, parentRow: Int32Array, orphanRow: Uint8Array, cycleRow: Uint8Array): Forest {
  const count = parentRow.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  let firstRoot = -1;
  for (let position = count - 1; position >= 0; position--) {
    const row = at(sorted, position);
    const parent = at(parentRow, row);
    nextSibling[row] = parent === -1 ? firstRoot : at(firstChild, parent);
    if (parent === -1) firstRoot = row;
    else firstChild[parent] = row;
  }

  const forest = {
    order: new Int32Array(count),
    parent: new Int32Array(count).fill(-1),
    depth: new Int32Array(count),
    end: new Int32Array(count),
    isOrphan: new Uint8Array(count),
    brokeCycle: new Uint8Array(count),
  };
  let position = 0;
  let parentPosition = -1;
  let row = firstRoot;
  while (row !== -1) {
    forest.order[position] = row;
    forest.parent[position] = parentPosition;
    forest.depth[position] = parentPosition === -1 ? 0 : at(forest.depth, parentPosition) + 1;
    forest.isOrphan[position] = at(orphanRow, row);
    forest.brokeCycle[position] = at(cycleRow, row);
    const child = at(firstChild, row);
    if (child !== -1) {
      parentPosition = position++;
      row = child;
      continue;
    }
    forest.end[position] = ++position;
    while (at(nextSibling, row) === -1 && parentPosition !== -1) {
      forest.end[parentPosition] = position;
      row = at(forest.order, parentPosition);
      parentPosition = at(forest.parent, parentPosition);
    }
    row = at(nextSibling, row);
  }
  return forest;
}

/** Typed arrays are always read inside their bounds here; the compiler cannot know. */
function at(array: Int32Array | Uint8Array, index: number): number {
  return array[index] ?? 0;
}
