import { expect, test } from "vitest";
import {
  defaultRange,
  describeEnds,
  formatTimeRange,
  parseTimeRange,
  rangePresets,
  resolveTimeRange,
  type TimeRange,
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

test("a moving range ends a minute ahead, so that a sender whose clock runs ahead is seen", () => {
  expect(resolveTimeRange({ kind: "last", preset: "1h" }, 10_000_000)).toEqual({ fromMs: 6_400_000, toMs: 10_060_000 });
  expect(resolveTimeRange({ kind: "between", fromMs: 1, toMs: 2 }, 10_000_000)).toEqual({ fromMs: 1, toMs: 2 });
});

test("the ends of a range are read in the viewer's zone", () => {
  const clock = { timeZone: "Asia/Shanghai", nowMs: Date.parse("2026-11-22T09:45:00Z") };
  expect(describeEnds({ kind: "last", preset: "6h" }, clock)).toBe("11:45 – 17:45");
});
