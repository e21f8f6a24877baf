import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fittingTicks, rulerTicks, shareOfWindow, windowFromDrag } from "./waterfall-ruler";

describe("the ruler", () => {
  test("labels 9.42 s at every second second and at its exact end", () => {
    expect(rulerTicks({ fromUs: 0, toUs: 9_420_000 }, 5)).toEqual([0, 2e6, 4e6, 6e6, 8e6, 9_420_000]);
  });

  test("starts a zoomed window at its own start", () => {
    expect(rulerTicks({ fromUs: 1_200, toUs: 3_000 }, 4)).toEqual([1200, 1500, 2000, 2500, 3000]);
  });

  test("counts from where the trace begins, when a corrected clock has moved that", () => {
    expect(rulerTicks({ fromUs: 500, toUs: 1_400 }, 4, 500)).toEqual([500, 1000, 1400]);
  });

  test("shows one label for a trace without length", () => {
    expect(rulerTicks({ fromUs: 0, toUs: 0 }, 5)).toEqual([0]);
  });

  test("stays inside the window, ascends and never crowds, whatever the length", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.integer({ min: 1, max: 1e12 }),
        fc.integer({ min: 1, max: 12 }),
        (fromUs, length, countMax) => {
          const window = { fromUs, toUs: fromUs + length };
          const ticks = rulerTicks(window, countMax);
          expect(ticks.length).toBeLessThanOrEqual(countMax + 3);
          for (const [index, tick] of ticks.entries()) {
            expect(tick).toBeGreaterThanOrEqual(window.fromUs);
            expect(tick).toBeLessThanOrEqual(window.toUs);
            if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1] ?? Number.NEGATIVE_INFINITY);
          }
        },
      ),
    );
  });
});

test("a label that would touch its neighbour gives way, the end always stays", () => {
  const window = { fromUs: 0, toUs: 100 };
  expect(
    fittingTicks(window, [0, 20, 40, 60, 80, 100], ["0", "20 s", "40 s", "1 m 00 s", "1 m 20 s", "1 m 40 s"], 300),
  ).toEqual([0, 20, 40, 60, 100]);
  expect(fittingTicks(window, [0, 50, 100], ["0", "50 ms", "100 ms"], 300)).toEqual([0, 50, 100]);
});

describe("zooming by a drag", () => {
  const whole = { fromUs: 0, toUs: 1000 };
  test("takes the dragged part whichever way the pointer went", () => {
    expect(windowFromDrag(whole, 0.75, 0.25)).toEqual({ fromUs: 250, toUs: 750 });
  });
  test("is undone by a click", () => {
    expect(windowFromDrag(whole, 0.5, 0.5)).toBe(whole);
  });
  test("cannot leave the trace", () => {
    expect(windowFromDrag(whole, -3, 0.5)).toEqual({ fromUs: 0, toUs: 500 });
  });
  test("puts a moment at its share of the window", () => {
    expect(shareOfWindow({ fromUs: 250, toUs: 750 }, 500)).toBe(0.5);
    expect(shareOfWindow({ fromUs: 5, toUs: 5 }, 5)).toBe(0);
  });
});
