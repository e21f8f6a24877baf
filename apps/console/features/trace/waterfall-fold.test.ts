import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deepest,
  foldBelow,
  guidesOf,
  openDepth,
  revealSpan,
  type TreeShape,
  toggleFold,
  visibleRows,
} from "./waterfall-fold";

/** A forest given by the depths of its spans in pre-order. */
function shapeFromDepths(depths: readonly number[]): TreeShape {
  const count = depths.length;
  const depth = Int32Array.from(depths);
  const parent = new Int32Array(count).fill(-1);
  const end = new Int32Array(count).fill(count);
  const open: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const own = depth[index] ?? 0;
    while (open.length > own) {
      const closed = open.pop();
      if (closed !== undefined) end[closed] = index;
    }
    parent[index] = open.at(-1) ?? -1;
    open.push(index);
  }
  return { depth, parent, end };
}

//  0 root
//  1   a
//  2     a1
//  3     a2
//  4   b
//  5 second root
const shape = shapeFromDepths([0, 1, 2, 2, 1, 0]);

/** Depths of any forest in pre-order: each span is at most one level below the one before it. */
const forest = fc
  .array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 200 })
  .map((steps) => {
    const depths: number[] = [];
    for (const step of steps) depths.push(depths.length === 0 ? 0 : Math.floor(step * ((depths.at(-1) ?? 0) + 2)));
    return depths;
  });

describe("the shape of a call chain", () => {
  test("knows parents and where each subtree ends", () => {
    expect([...shape.parent]).toEqual([-1, 0, 1, 1, 0, -1]);
    expect([...shape.end]).toEqual([5, 4, 3, 4, 5, 6]);
    expect(deepest(shape)).toBe(2);
  });

  test("opens a chain of 50,000 spans without recursion", () => {
    const chain = shapeFromDepths(Array.from({ length: 50_000 }, (_, index) => index));
    expect(chain.end[0]).toBe(50_000);
    expect(visibleRows(chain, new Set([1])).spanOfRow.length).toBe(2);
    expect(guidesOf(chain, 49_999, 12)).toHaveLength(12);
  });
});

describe("folding", () => {
  test("hides the subtree and shows its spans at the folded row", () => {
    const { spanOfRow, rowOfSpan } = visibleRows(shape, new Set([1]));
    expect([...spanOfRow]).toEqual([0, 1, 4, 5]);
    expect([...rowOfSpan]).toEqual([0, 1, 1, 1, 2, 3]);
  });

  test("keeps every span at one row and every row with one span, in order", () => {
    fc.assert(
      fc.property(forest, fc.array(fc.nat(199)), (depths, foldedIndices) => {
        const tree = shapeFromDepths(depths);
        const { spanOfRow, rowOfSpan } = visibleRows(tree, new Set(foldedIndices));
        expect(rowOfSpan.length).toBe(depths.length);
        for (const [row, span] of spanOfRow.entries()) expect(rowOfSpan[span]).toBe(row);
        expect([...spanOfRow]).toEqual([...spanOfRow].sort((a, b) => a - b));
      }),
    );
  });

  test("revealing a span opens its ancestors and nothing else", () => {
    expect(revealSpan(shape, new Set([0, 1, 5]), 3)).toEqual(new Set([5]));
    const folded = new Set([5]);
    expect(revealSpan(shape, folded, 3)).toBe(folded);
  });

  test("goes one depth down and up again", () => {
    const rootsOnly = foldBelow(shape, 0);
    expect([...visibleRows(shape, rootsOnly).spanOfRow]).toEqual([0, 5]);
    expect(openDepth(shape, rootsOnly)).toBe(0);
    const oneLevel = foldBelow(shape, 1);
    expect([...visibleRows(shape, oneLevel).spanOfRow]).toEqual([0, 1, 4, 5]);
    expect(openDepth(shape, new Set())).toBe(2);
  });

  test("toggling twice changes nothing", () => {
    expect(toggleFold(toggleFold(new Set([4]), 1), 1)).toEqual(new Set([4]));
  });
});

describe("guide lines", () => {
  test("branch to a middle child, end at the last one and leave the column of a closed parent empty", () => {
    expect(guidesOf(shape, 1, 12)).toEqual(["tee"]);
    expect(guidesOf(shape, 2, 12)).toEqual(["line", "tee"]);
    expect(guidesOf(shape, 3, 12)).toEqual(["line", "end"]);
    expect(guidesOf(shape, 4, 12)).toEqual(["end"]);
    expect(guidesOf(shapeFromDepths([0, 1, 2]), 2, 12)).toEqual(["gone", "end"]);
  });
});
