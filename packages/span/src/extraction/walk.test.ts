import { expect, test } from "vitest";
import { parsePath } from "./path";
import { foundMax, walk } from "./walk";

function stepsOf(text: string) {
  const parsed = parsePath(text, { allowWildcard: true, base: "value" });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.path.steps;
}

test("it stops at 1,000 values, however many wildcards multiply them", () => {
  const list = Array.from({ length: 500 }, () => Array.from({ length: 500 }, () => 1));
  const { found, isCut } = walk(list, stepsOf("[*][*]"), "payload");
  expect([found.length, isCut]).toEqual([foundMax, true]);
});

test("each value knows what its wildcards stood for", () => {
  const { found } = walk({ a: [{ x: 1 }, { x: 2, y: 3 }] }, stepsOf("a[*][*]"), "payload");
  expect(found).toEqual([
    { value: 1, picks: [0, "x"] },
    { value: 2, picks: [1, "x"] },
    { value: 3, picks: [1, "y"] },
  ]);
});

test("the leaf under $self belongs to documents only", () => {
  const value = { a: { $self: "leaf", b: 1 } };
  expect(walk(value, stepsOf("a"), "document").found[0]?.value).toBe("leaf");
  expect(walk(value, stepsOf("a"), "payload").found[0]?.value).toEqual(value.a);
  expect(walk(value, stepsOf("a[*]"), "document").found.map((found) => found.value)).toEqual([1]);
});

test("a value built to make the search branch at every level is walked to its end", () => {
  // Every level offers both `a` and `a.a`. A tree of 131,071 objects has no more places than that to look at.
  let value: unknown = "end";
  for (let level = 0; level < 16; level++) value = { a: value, "a.a": value };
  expect(walk(JSON.parse(JSON.stringify(value)), stepsOf(`${"a.".repeat(31)}z`), "payload").found).toEqual([]);
});
