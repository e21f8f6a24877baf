import { expect, test } from "vitest";
import { describeOffset, parseTimeText, printTimeText } from "./time-text";

const nowMs = Date.parse("2026-11-22T17:40:00Z");
const utc = { timeZone: "UTC", nowMs };
const berlin = { timeZone: "Europe/Berlin", nowMs };
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

test.each([
  ["now", "2026-11-22T17:40:00.000Z"],
  ["2h ago", "2026-11-22T15:40:00.000Z"],
  ["-30m", "2026-11-22T17:10:00.000Z"],
  ["now - 1.5 h", "2026-11-22T16:10:00.000Z"],
  ["now-7d", "2026-11-15T17:40:00.000Z"],
  ["9:05", "2026-11-22T09:05:00.000Z"],
  ["yesterday", "2026-11-21T00:00:00.000Z"],
  ["Yesterday 23:59:58", "2026-11-21T23:59:58.000Z"],
  ["2026-11-20", "2026-11-20T00:00:00.000Z"],
  ["2026-11-20 17:40", "2026-11-20T17:40:00.000Z"],
  ["2026-11-20T17:40:30.125", "2026-11-20T17:40:30.125Z"],
  ["22 Nov 17:40", "2026-11-22T17:40:00.000Z"],
  ["22 Nov 2025, 17:40:01", "2025-11-22T17:40:01.000Z"],
  ["November 3", "2026-11-03T00:00:00.000Z"],
  ["2026-11-20T17:40:00Z", "2026-11-20T17:40:00.000Z"],
  ["2026-11-20 17:40+08:00", "2026-11-20T09:40:00.000Z"],
  ["1795455600", "2026-11-23T17:40:00.000Z"],
  ["1795455600000", "2026-11-23T17:40:00.000Z"],
  ["1795455600000000000", "2026-11-23T17:40:00.000Z"],
])("%s is a time", (text, expected) => {
  expect(iso(parseTimeText(text, utc))).toBe(expected);
});

test.each([
  "",
  "soon",
  "25:00",
  "12:60",
  "2026-13-01",
  "31 Apr",
  "2026-02-30 10:00",
  "12345",
  "2h",
  "ago",
  "32 Nov",
  "Smarch 3",
])("“%s” is no time", (text) => {
  expect(parseTimeText(text, utc)).toBeUndefined();
});

test("a time without a zone is that of the viewer's wall clock, in summer and in winter", () => {
  expect(iso(parseTimeText("2026-11-22 17:40", berlin))).toBe("2026-11-22T16:40:00.000Z");
  expect(iso(parseTimeText("2026-07-01 17:40", berlin))).toBe("2026-07-01T15:40:00.000Z");
  expect(iso(parseTimeText("2026-10-25 00:30", berlin))).toBe("2026-10-24T22:30:00.000Z");
  expect(iso(parseTimeText("17:40", { ...berlin, nowMs: Date.parse("2026-11-22T23:30:00Z") }))).toBe(
    "2026-11-23T16:40:00.000Z",
  );
});

test("a day alone is its beginning, and as an end the beginning of the next", () => {
  expect(iso(parseTimeText("2026-11-20", berlin))).toBe("2026-11-19T23:00:00.000Z");
  expect(iso(parseTimeText("2026-11-20", berlin, true))).toBe("2026-11-20T23:00:00.000Z");
  expect(iso(parseTimeText("2026-11-20 00:00", berlin, true))).toBe("2026-11-19T23:00:00.000Z");
  expect(iso(parseTimeText("2026-10-25", berlin, true))).toBe("2026-10-25T23:00:00.000Z");
});

test("what is printed is read back to the second, in every hour of a year but the one that comes twice", () => {
  for (let hour = 0; hour < 365 * 24; hour++) {
    const ms = Date.UTC(2026, 0, 1, hour, 12, 34);
    const read = parseTimeText(printTimeText(ms, berlin), berlin);
    if (read !== ms) expect([iso(ms), iso(read)]).toEqual(["2026-10-25T00:12:34.000Z", "2026-10-25T01:12:34.000Z"]);
  }
});

test("the offset of a zone is written with its sign and its odd minutes", () => {
  expect(describeOffset(nowMs, "UTC")).toBe("UTC");
  expect(describeOffset(nowMs, "Europe/Berlin")).toBe("UTC+1");
  expect(describeOffset(nowMs, "Asia/Kolkata")).toBe("UTC+5:30");
  expect(describeOffset(nowMs, "America/St_Johns")).toBe("UTC−3:30");
});
