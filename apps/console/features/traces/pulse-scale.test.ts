import { expect, test } from "vitest";
import { pulseAxis, pulseTicks, zoomRange } from "./pulse-scale";

const from = Date.parse("2026-11-22T03:45:00Z");
const pulse = {
  stepMs: 600_000,
  buckets: Array.from({ length: 36 }, (_, index) => ({
    startTime: new Date(from + index * 600_000).toISOString(),
    traces: index,
    errors: 0,
    p50Ms: null,
    p95Ms: null,
  })),
};

test("ticks stand at round times of the viewer's wall clock", () => {
  const clock = { timeZone: "Asia/Kathmandu", nowMs: from };
  expect(pulseTicks(pulseAxis(pulse), clock).map((tick) => tick.label)).toEqual([
    "10:00",
    "11:00",
    "12:00",
    "13:00",
    "14:00",
    "15:00",
  ]);
});

test("a long axis has days, and there are never more than eight ticks", () => {
  const clock = { timeZone: "UTC", nowMs: from };
  for (const days of [1, 2, 7, 30, 90, 399]) {
    const ticks = pulseTicks({ fromMs: from, toMs: from + days * 86_400_000 }, clock);
    expect(ticks.length, `${days} days`).toBeLessThanOrEqual(9);
    expect(ticks.length, `${days} days`).toBeGreaterThanOrEqual(2);
  }
  expect(pulseTicks({ fromMs: from, toMs: from + 7 * 86_400_000 }, clock)[0]?.label).toBe("23 Nov");
});

test("a drag zooms to whole buckets in either direction, and a click to the one it hits", () => {
  const range = { fromMs: from + 9 * 600_000, toMs: from + 18 * 600_000 };
  expect(zoomRange(pulse, 0.25, 0.5)).toEqual(range);
  expect(zoomRange(pulse, 0.5, 0.25)).toEqual(range);
  const bar = Math.floor(0.3 * pulse.buckets.length);
  expect(zoomRange(pulse, 0.3, 0.302)).toEqual({ fromMs: from + bar * 600_000, toMs: from + (bar + 1) * 600_000 });
  expect(zoomRange({ stepMs: pulse.stepMs, buckets: pulse.buckets.slice(0, 1) }, 0, 1)).toBeUndefined();
});
