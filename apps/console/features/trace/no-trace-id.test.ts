import { expect, test } from "vitest";
import { noTraceId } from "./no-trace-id";

test("what is no trace id is said to be none, and its beginning can be looked for", () => {
  expect(noTraceId("3C32d676-41dd-535c-d8f6-52d3229ab751")).toBeUndefined();
  expect(noTraceId("zz")).toEqual({
    sentence: "“zz” is no trace id: it has 32 hex digits, which are not all 0.",
    beginning: undefined,
  });
  expect(noTraceId("A6A6")?.beginning).toBe("a6a6");
  expect(noTraceId("0".repeat(32))?.beginning).toBeUndefined();
  expect(noTraceId("x".repeat(500))?.sentence.length).toBeLessThan(120);
});
