import { expect, test } from "vitest";
import { cutTexts } from "./cut-texts";

test("long texts are cut wherever they stand, and say how much is gone", () => {
  const value = { a: ["short", "x".repeat(1_234)], b: { c: 5, d: null } };
  expect(cutTexts(value, 10)).toEqual({
    a: ["short", `${"x".repeat(10)} … and 1,224 more characters`],
    b: { c: 5, d: null },
  });
});

test("a character is never cut in half", () => {
  expect(cutTexts("ab😀cd", 3)).toBe("ab … and 4 more characters");
});
