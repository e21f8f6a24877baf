import { expect, test } from "vitest";
import { cutPosition } from "./folded-text";

test("text is cut at a blank near the limit, else at the limit", () => {
  expect(cutPosition("one two three", 100)).toBe(13);
  expect(cutPosition("seven days is the time", 18)).toBe("seven days is the".length);
  expect(cutPosition("x".repeat(50), 10)).toBe(10);
});

test("a Chinese character counts twice and no pair of surrogates is torn apart", () => {
  expect(cutPosition("订单客服只根据资料回答", 8)).toBe(4);
  expect(cutPosition(`ab${"😀".repeat(9)}`, 5)).toBe(4);
});
