import { expect, test } from "vitest";
import {
  defaultRange,
  describeEnds,
  formatTimeRange,
  parseTimeRange,
  rangePresets,
  resolveTimeRange,
  type TimeRange,
  timeRangeProblem,
} from "./time-range";

test("every range survives the URL", () => {
  const ranges: TimeRange[] = [
    ...Object.keys(rangePresets).map((preset) => ({ kind: "last", preset }) as TimeRange),
    { kind: "between", fromMs: Date.parse("2026-11-22T03:45:00Z"), toMs: Date.parse("2026-11-22T09:45:00Z") },
  ];
  for (const range of ranges) expect(parseTimeRange(new URLSearchParams(formatTimeRange(range)))).toEqual(range);
});

test("the default range leaves no mark in the URL", () => {
  expect(formatTimeRange(defaultRange)).toEqual([]);
});

test("nonsense, a reversed pair and a pair longer than 400 days open the default range", () => {
  for (const search of [
    "range=7y",
    "range=constructor",
    "from=2026-11-22T09:45:00Z&to=2026-11-22T03:45:00Z",
    "from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
    "from=yesterday&to=today",
  ])
    expect(parseTimeRange(new URLSearchParams(search)), search).toEqual(defaultRange);
});

test.each([
  ["range=7y", "“range=7y” is no time range, so the last 24 hours are shown: write one of 5m,", ["range"]],
  ["from=abc", "“from=abc” is no time such as 2026-11-22T17:40:00Z, so the last 24 hours are shown:", ["from"]],
  ["from=2026-11-22T09:45:00Z", "“from” has no “to” beside it, so", ["from"]],
  ["from=2026-11-22T09:45:00Z&to=2026-11-22T03:45:00Z", "“to” is not after “from”, so", ["from", "to"]],
  [
    "from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
    "“from” and “to” are more than 400 days apart, so",
    ["from", "to"],
  ],
  ["range=1h&from=2026-11-22T09:45:00Z", "“from” cannot stand beside “range”, so the last hour is shown:", ["from"]],
  [
    "range=7y&from=2026-11-22T03:45:00Z&to=2026-11-22T09:45:00Z",
    "“range=7y” is no time range, so the time between from and to is shown:",
    ["range"],
  ],
  [
    "range=&from=abc",
    "“range=” is no time range and “from=abc” is no time such as 2026-11-22T17:40:00Z, so the last 24 hours are shown:",
    ["range", "from"],
  ],
])("%s is not used without a word", (search, beginning, names) => {
  const problem = timeRangeProblem(new URLSearchParams(search));
  expect(problem?.sentence.slice(0, beginning.length)).toBe(beginning);
  expect(problem?.sentence).toMatch(/[a-z]\.$/);
  expect(problem?.names).toEqual(names);
});

test("a range that was read, and none at all, are no problem", () => {
  for (const search of ["", "range=1h", "from=2026-11-22T03:45:00Z&to=2026-11-22T09:45:00Z"])
    expect(timeRangeProblem(new URLSearchParams(search)), search).toBeUndefined();
});

test("a moving range ends a minute ahead, so that a sender whose clock runs ahead is seen", () => {
  expect(resolveTimeRange({ kind: "last", preset: "1h" }, 10_000_000)).toEqual({ fromMs: 6_400_000, toMs: 10_060_000 });
  expect(resolveTimeRange({ kind: "between", fromMs: 1, toMs: 2 }, 10_000_000)).toEqual({ fromMs: 1, toMs: 2 });
});

test("the ends of a range are read in the viewer's zone", () => {
  const clock = { timeZone: "Asia/Shanghai", nowMs: Date.parse("2026-11-22T09:45:00Z") };
  expect(describeEnds({ kind: "last", preset: "6h" }, clock)).toBe("11:45 – 17:45");
});
