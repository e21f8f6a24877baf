import { expect, test } from "vitest";
import { scoreLevel } from "./score";

test("a score is good from 0.80, middling from 0.50, low below", () => {
  expect([1, 0.8, 0.799, 0.5, 0.499, 0].map((score) => scoreLevel(score))).toEqual([
    "good",
    "good",
    "mid",
    "mid",
    "low",
    "low",
  ]);
});

test("a metric without thresholds is never coloured, and a missing score is never a low one", () => {
  expect(scoreLevel(0.1, null)).toBe("plain");
  expect(scoreLevel(null)).toBe("none");
});
