import { expect, test } from "vitest";
import {
  cutMiddle,
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatMinute,
  formatPercent,
  formatTime,
  formatTimeExactly,
  formatTokens,
} from "./format";

test("a duration has three figures below a minute, then minutes, hours and days", () => {
  const cases: [number, string][] = [
    [0, "0 ms"],
    [0.4, "0.4 ms"],
    [0.04, "0.04 ms"],
    [4.25, "4.3 ms"],
    [58, "58 ms"],
    [676.4, "676 ms"],
    [999.6, "1.00 s"],
    [1440, "1.44 s"],
    [9_996, "10.0 s"],
    [12_400, "12.4 s"],
    [59_960, "1 m 00 s"],
    [192_000, "3 m 12 s"],
    [3_599_600, "1 h 00 m"],
    [7_500_000, "2 h 05 m"],
    [273_600_000, "3 d 04 h"],
    [-20, "−20 ms"],
  ];
  for (const [ms, text] of cases) expect(formatDuration(ms), String(ms)).toBe(text);
});

test("tokens are exact to 99,999 and unknown tokens are never zero", () => {
  expect(formatTokens(null)).toBe("not reported");
  expect(formatTokens(0)).toBe("0");
  expect(formatTokens(99_999)).toBe("99,999");
  expect(formatTokens(182_400)).toBe("182.4 k");
  expect(formatTokens(999_960)).toBe("1 M");
  expect(formatTokens(182_400_000)).toBe("182.4 M");
});

test("counts are exact up to ten million", () => {
  expect(formatCount(12_408)).toBe("12,408");
  expect(formatCount(12_408_000)).toBe("12.4 M");
});

test("a small share is not nothing and a share near all is not all", () => {
  expect(formatPercent(0)).toBe("0 %");
  expect(formatPercent(0.0001)).toBe("< 0.1 %");
  expect(formatPercent(0.015)).toBe("1.5 %");
  expect(formatPercent(0.42)).toBe("42 %");
  expect(formatPercent(0.998)).toBe("99.8 %");
  expect(formatPercent(1)).toBe("100 %");
});

test("a time is read in the viewer's zone and says no more than the day needs", () => {
  const clock = { timeZone: "Asia/Shanghai", nowMs: Date.parse("2026-11-22T10:00:00Z") };
  expect(formatTime("2026-11-22T09:44:19.204Z", clock)).toBe("17:44:19");
  // Still the day before in Shanghai, though the same day in UTC ends later.
  expect(formatTime("2026-11-21T15:59:00Z", clock)).toBe("21 Nov 23:59");
  expect(formatTime("2025-11-22T09:44:19Z", clock)).toBe("22 Nov 2025");
  expect(formatMinute("2026-11-22T03:45:00Z", clock)).toBe("11:45");
  expect(formatMinute("2026-11-21T03:45:00Z", clock)).toBe("21 Nov 11:45");
  expect(formatTimeExactly("2026-11-22T09:44:19.204Z", clock)).toBe(
    "22 Nov 2026, 17:44:19.204 (Asia/Shanghai) · 2026-11-22T09:44:19.204Z",
  );
});

test("a time zone that the runtime does not know is read as UTC", () => {
  const clock = { timeZone: "Mars/Olympus", nowMs: Date.parse("2026-11-22T10:00:00Z") };
  expect(formatTime("2026-11-22T09:44:19Z", clock)).toBe("09:44:19");
});

test("ages and cut ids", () => {
  expect([2_400, 720_000, 3 * 3_600_000, 4 * 86_400_000].map(formatAge)).toEqual(["2 s", "12 min", "3 h", "4 d"]);
  expect(cutMiddle("4f1c09e2a7d84b61b3c0f5a81d6e9b2e")).toBe("4f1c09e2…9b2e");
  expect(cutMiddle("short")).toBe("short");
});

test("bytes are counted as files are", () => {
  expect([0, 812, 1_000, 4_240, 99_960, 1_000_000, 18_400_000, 2_500_000_000].map(formatBytes)).toEqual([
    "0 B",
    "812 B",
    "1 kB",
    "4.2 kB",
    "100 kB",
    "1 MB",
    "18.4 MB",
    "2.5 GB",
  ]);
});
