import type { FlameFrame } from "@plumbline/span/flame";
import { describe, expect, test } from "vitest";
import { ancestorsOf, drawnFrames, frameOfSpan, moveInFrames } from "./flame-moves";

function frame(parent: number, level: number, from: number, to: number, span: number): FlameFrame {
  return {
    parent,
    level,
    from,
    to,
    name: String(span),
    kind: "CHAIN",
    totalUs: 1,
    spans: [span],
    errors: 0,
    isParallel: false,
  };
}

//  0 ------------------
//  1 ----- 2 ---------
//          3 ---
const frames = [frame(-1, 0, 0, 1, 0), frame(0, 1, 0, 0.25, 1), frame(0, 1, 0.25, 1, 2), frame(2, 2, 0.25, 0.5, 3)];
const all = { from: 0, to: 100 };

describe("the keys of the flame graph", () => {
  test("go down to the widest, up to the caller and along the level", () => {
    expect(moveInFrames(frames, 0, "ArrowDown")).toBe(2);
    expect(moveInFrames(frames, 3, "ArrowUp")).toBe(2);
    expect(moveInFrames(frames, 1, "ArrowRight")).toBe(2);
    expect(moveInFrames(frames, 2, "ArrowLeft")).toBe(1);
    expect(moveInFrames(frames, 3, "Home")).toBe(0);
  });

  test("stay where there is nothing further, and leave other keys alone", () => {
    expect(moveInFrames(frames, 0, "ArrowUp")).toBe(0);
    expect(moveInFrames(frames, 3, "ArrowDown")).toBe(3);
    expect(moveInFrames(frames, 2, "ArrowRight")).toBe(2);
    expect(moveInFrames(frames, 2, "x")).toBeUndefined();
  });
});

test("a span is found in its frame, with what stands above it", () => {
  expect(frameOfSpan(frames, 3)).toBe(3);
  expect(frameOfSpan(frames, 9)).toBe(-1);
  expect(ancestorsOf(frames, 3)).toEqual([3, 2, 0]);
});

describe("what is drawn", () => {
  test("fills the width with the zoomed frame and keeps the way to it above", () => {
    const drawn = drawnFrames(frames, 2, 600, all);
    expect(drawn.map(({ place, leftPx, widthPx }) => [place, leftPx, widthPx])).toEqual([
      [0, 0, 600],
      [2, 0, 600],
      [3, 0, 200],
    ]);
  });

  test("joins frames that are too narrow to hit, however many there are", () => {
    const narrow = Array.from({ length: 50_000 }, (_, index) =>
      frame(0, 1, index / 50_000, (index + 1) / 50_000, index + 1),
    );
    const drawn = drawnFrames([frame(-1, 0, 0, 1, 0), ...narrow], -1, 600, all);
    expect(drawn.length).toBeLessThanOrEqual(202);
    expect(drawn.reduce((sum, { crowd }) => sum + crowd, 0)).toBe(50_001);
  });

  test("has only the levels in view", () => {
    expect(drawnFrames(frames, -1, 600, { from: 1, to: 1 }).map(({ place }) => place)).toEqual([1, 2]);
  });
});
