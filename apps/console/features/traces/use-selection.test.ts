import { expect, test } from "vitest";
import { between } from "./use-selection";

const traces = ["a", "b", "c", "d"].map((traceId) => ({ traceId }));

test("a range holds both of its ends, whichever was ticked first", () => {
  expect(between(traces, "b", "d")).toEqual(["b", "c", "d"]);
  expect(between(traces, "d", "b")).toEqual(["b", "c", "d"]);
  expect(between(traces, "c", "c")).toEqual(["c"]);
});

test("without a row to begin at, a range is the row itself", () => {
  expect(between(traces, undefined, "c")).toEqual(["c"]);
  expect(between(traces, "gone", "c")).toEqual(["c"]);
});
