import type { ScannedTrace } from "@plumbline/span-store/scan/scan-traces";
import { describe, expect, test } from "vitest";
import { adaptedQuietSeconds, readinessOf } from "./completeness";

const minute = 60_000;
const begun = Date.parse("2026-11-23T08:00:00Z");

function trace(more: Partial<ScannedTrace>): ScannedTrace {
  return {
    traceId: "00000000-0000-4000-8000-000000000001",
    startTime: "2026-11-23 08:00:00+00",
    startMs: begun,
    application: "museum",
    hasRoot: true,
    isRunning: false,
    isTotalsDue: false,
    endMs: begun + 1_000,
    firstReceivedMs: begun + 2_000,
    lastReceivedMs: begun + 3_000,
    lastReceived: "2026-11-23 08:00:03+00",
    ...more,
  };
}

describe("a trace is judged", () => {
  test("when its root has ended and no span has come for the quiet time", () => {
    expect(readinessOf(trace({}), 60_000)).toEqual({ atMs: begun + 63_000, isComplete: true });
  });

  test("five minutes after its root has ended, however often spans come", () => {
    const endless = trace({ lastReceivedMs: begun + 30 * minute });
    expect(readinessOf(endless, 60_000)).toEqual({ atMs: begun + 2_000 + 5 * minute, isComplete: true });
  });

  test("as it is, after a quarter of an hour without a span, where the root never came or never ended", () => {
    for (const more of [{ hasRoot: false }, { isRunning: true }]) {
      expect(readinessOf(trace(more), 60_000)).toEqual({ atMs: begun + 3_000 + 15 * minute, isComplete: false });
    }
  });

  test("after its end, where it is an agent that exports for 20 minutes before its root comes", () => {
    for (let at = 0; at < 20; at += 1) {
      const working = trace({ hasRoot: false, lastReceivedMs: begun + at * minute, endMs: begun + at * minute });
      expect(readinessOf(working, 60_000).atMs).toBeGreaterThan(begun + (at + 1) * minute);
    }
    const ended = trace({ endMs: begun + 20 * minute, lastReceivedMs: begun + 20 * minute });
    expect(readinessOf(ended, 60_000)).toEqual({ atMs: begun + 21 * minute, isComplete: true });
  });

  test("after it has arrived, where it is imported a day after it ran", () => {
    const received = begun + 1_440 * minute;
    const imported = trace({ firstReceivedMs: received, lastReceivedMs: received });
    expect(readinessOf(imported, 60_000)).toEqual({ atMs: received + 60_000, isComplete: true });
  });
});

test.each([
  [undefined, 60],
  [0, 10],
  [41.2, 42],
  [4_000, 300],
])("of traces whose spans keep coming for %s s, the quiet time is %i s", (measured, seconds) => {
  expect(adaptedQuietSeconds(measured)).toBe(seconds);
});
