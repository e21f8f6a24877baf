import { expect, test } from "vitest";
import { markedText } from "./marked-text";

test("the words that were found stand near the beginning of the line, with what is around them", () => {
  expect(markedText("我想退款，谢谢", "退款")).toEqual({ before: "我想", match: "退款", after: "，谢谢" });
  const far = markedText(`${"x".repeat(5_000)} the refund`, "refund");
  expect(far).toEqual({ before: `…${"x".repeat(19)} the `, match: "refund", after: "" });
});

test("line ends and quotes are written as in JSON, also inside of the words", () => {
  expect(markedText('say\n"a\nb"', "a b")).toEqual({ before: 'say\\n\\"', match: "a\\nb", after: '\\"' });
});

test("signs of a regular expression are only signs", () => {
  expect(markedText("cost (a+b)? $5", "(a+b)? $5")?.match).toBe("(a+b)? $5");
  expect(markedText("aab", "a+b")).toBeUndefined();
});

test("a text without the words is not marked", () => {
  expect(markedText("refund", "return")).toBeUndefined();
  expect(markedText("refund", "")).toBeUndefined();
});
