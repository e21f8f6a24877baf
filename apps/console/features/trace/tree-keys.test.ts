import { buildForest } from "@plumbline/span/forest";
import { expect, test } from "vitest";
import { keyMove } from "./use-waterfall";
import { visibleRows } from "./waterfall-fold";

//  0 root
//  1   a
//  2     a1
//  3   b
const shape = buildForest([
  { spanId: "root", parentSpanId: null },
  { spanId: "a", parentSpanId: "root" },
  { spanId: "a1", parentSpanId: "a" },
  { spanId: "b", parentSpanId: "root" },
]);

function press(key: string, selected: number | undefined, folded: readonly number[] = []) {
  const set = new Set(folded);
  return keyMove(key, { model: { shape }, rows: visibleRows(shape, set), folded: set, selected });
}

test("arrows move over visible rows and stop at the ends", () => {
  expect(press("ArrowDown", 1)).toEqual({ select: 2 });
  expect(press("ArrowDown", 1, [1])).toEqual({ select: 3 });
  expect(press("ArrowDown", 3)).toEqual({ select: 3 });
  expect(press("ArrowUp", 0)).toEqual({ select: 0 });
  expect(press("ArrowDown", undefined)).toEqual({ select: 0 });
  expect(press("End", 0, [1])).toEqual({ select: 3 });
  expect(press("PageUp", 3)).toEqual({ select: 0 });
});

test("right unfolds, then goes to the first child; left folds, then goes to the parent", () => {
  expect(press("ArrowRight", 1, [1])).toEqual({ toggle: 1 });
  expect(press("ArrowRight", 1)).toEqual({ select: 2 });
  expect(press("ArrowRight", 2)).toEqual({});
  expect(press("ArrowLeft", 1)).toEqual({ toggle: 1 });
  expect(press("ArrowLeft", 2)).toEqual({ select: 1 });
  expect(press("ArrowLeft", 0, [0])).toEqual({});
});

test("other keys are left to the page", () => {
  expect(press("x", 1)).toBeUndefined();
});
