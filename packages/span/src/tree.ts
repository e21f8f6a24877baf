import { buildForest } from "./forest";

export interface TreeRow {
  readonly spanId: string;
  readonly parentSpanId: string | null;
}

/** One line of the span tree, in the order in which it is shown. */
export interface TreeNode<Row extends TreeRow> {
  readonly row: Row;
  /** 0 for a root. */
  readonly depth: number;
  /** Place of the parent in the list, -1 for a root. */
  readonly parentIndex: number;
  /** Place behind the last descendant: what folds away with this line is `index + 1` to `endIndex - 1`. */
  readonly endIndex: number;
  readonly childCount: number;
  /** It names a parent that is not in the trace: late, or sampled away. Shown as a root. */
  readonly isOrphan: boolean;
  /** Its parents lead back to itself, so it is shown as a root. */
  readonly hasCycle: boolean;
}

/**
 * The tree of a trace as a flat list in pre-order, ready for a virtual list. Siblings and roots keep the order of the rows, so
 * rows come sorted by start time. Every row appears once, whatever its parents say. Iterative: depth has no limit.
 */
export function buildTree<Row extends TreeRow>(rows: readonly Row[]): TreeNode<Row>[] {
  const forest = buildForest(rows);
  const childCounts = new Int32Array(rows.length);
  for (const parent of forest.parent) {
    if (parent !== -1) childCounts[parent] = (childCounts[parent] ?? 0) + 1;
  }
  const nodes: TreeNode<Row>[] = [];
  forest.order.forEach((rowIndex, position) => {
    const row = rows[rowIndex];
    if (row === undefined) return;
    nodes.push({
      row,
      depth: forest.depth[position] ?? 0,
      parentIndex: forest.parent[position] ?? -1,
      endIndex: forest.end[position] ?? position + 1,
      childCount: childCounts[position] ?? 0,
      isOrphan: forest.isOrphan[position] === 1,
      hasCycle: forest.brokeCycle[position] === 1,
    });
  });
  return nodes;
}
