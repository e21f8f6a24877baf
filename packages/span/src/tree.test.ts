import { expect, test } from "vitest";
import { buildTree } from "./tree";

const row = (spanId: string, parentSpanId: string | null = null) => ({ spanId, parentSpanId });

test("lines come in pre-order, siblings in the order of the rows, with what folding needs", () => {
  const tree = buildTree([row("root"), row("late", "root"), row("b", "root"), row("b1", "b"), row("late1", "late")]);
  expect(
    tree.map(({ row: { spanId }, ...node }) => [spanId, node.depth, node.parentIndex, node.endIndex, node.childCount]),
  ).toEqual([
    ["root", 0, -1, 5, 2],
    ["late", 1, 0, 3, 1],
    ["late1", 2, 1, 3, 0],
    ["b", 1, 0, 5, 1],
    ["b1", 2, 3, 5, 0],
  ]);
});

test("orphans, self-parents and rings are roots that say so, and no span is lost", () => {
  const tree = buildTree([row("orphan", "gone"), row("self", "self"), row("x", "y"), row("y", "x"), row("below", "y")]);
  expect(tree.map((node) => [node.row.spanId, node.depth, node.isOrphan, node.hasCycle])).toEqual([
    ["orphan", 0, true, false],
    ["self", 0, false, true],
    ["x", 0, false, true],
    ["y", 1, false, false],
    ["below", 2, false, false],
  ]);
});

test("an empty trace is an empty tree, a chain of 100,000 spans is not too deep", () => {
  expect(buildTree([])).toEqual([]);
  const chain = Array.from({ length: 100_000 }, (_, index) => row(`${index}`, index === 0 ? null : `${index - 1}`));
  expect(buildTree(chain).at(-1)?.depth).toBe(99_999);
});
