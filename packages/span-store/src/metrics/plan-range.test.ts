import fc from "fast-check";
import { expect, test } from "vitest";
import type { DueUnits } from "./due-units";
import { type Resolution, unitMs } from "./metric-row";
import { planRange } from "./plan-range";

const minute = unitMs[0];

function dueOf(
  minutes: readonly number[],
  hours: readonly number[],
  days: readonly number[],
  keptDays = [0, 0, 0],
): DueUnits {
  const tens = minutes.map((unit) => Math.floor(unit / 10));
  const staleHours = [...hours, ...tens.map((unit) => Math.floor(unit / 6))];
  const staleDays = [...days, ...staleHours.map((hour) => Math.floor(hour / 24))];
  const [minuteDay = 0, tenDay = 0, hourDay = 0] = keptDays;
  return {
    minutes: new Set(minutes),
    uncounted: new Set(minutes),
    stale: { 0: new Set(minutes), 3: new Set(tens), 1: new Set(staleHours), 2: new Set(staleDays) },
    keptFromMs: { 0: minuteDay * unitMs[2], 3: tenDay * unitMs[2], 1: hourDay * unitMs[2], 2: 0 },
  };
}

const range = fc
  .tuple(fc.integer({ min: 0, max: 5 * 86_400_000 }), fc.integer({ min: 1, max: 4 * 86_400_000 }))
  .map(([fromMs, lengthMs]) => ({ from: new Date(fromMs), to: new Date(fromMs + lengthMs) }));
const due = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 9 * 1440 }), { maxLength: 6 }),
    fc.array(fc.integer({ min: 0, max: 9 * 24 }), { maxLength: 3 }),
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 2 }),
    // Minutes, tens of minutes and hours of the first days are gone.
    fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 3, maxLength: 3 }).map((days) => days.sort((a, b) => b - a)),
  )
  .map((units) => dueOf(...units));

test("every moment of a range is read once, and never from a roll-up that is not up to date", () => {
  fc.assert(
    fc.property(range, due, fc.constantFrom<Resolution>(0, 1, 2, 3), (whole, units, coarsest) => {
      const plan = planRange(whole, units, { coarsest, live: "traces", placeOf: () => 0 });
      const pieces = [...plan.parts, ...plan.live].sort((a, b) => a.fromMs - b.fromMs);
      let at = whole.from.getTime();
      for (const piece of pieces) {
        expect(piece.fromMs).toBe(at);
        at = piece.toMs;
      }
      expect(at).toBe(whole.to.getTime());
      for (const { resolution, fromMs, toMs } of plan.parts) {
        const length = unitMs[resolution];
        const isKept = (finer: Resolution) => fromMs >= units.keptFromMs[finer];
        if (isKept(coarsest)) expect(length).toBeLessThanOrEqual(unitMs[coarsest]);
        expect(isKept(resolution)).toBe(true);
        expect([...units.stale[resolution]].filter((unit) => unit * length >= fromMs && unit * length < toMs)).toEqual(
          [],
        );
      }
    }),
  );
});

test("where spans are asked for, a range is widened to whole minutes and only what was never counted is read live", () => {
  const units = { ...dueOf([61, 62, 63], [], []), uncounted: new Set([62]) };
  const whole = { from: new Date(60.5 * minute), to: new Date(64.2 * minute) };
  expect(planRange(whole, units, { coarsest: 2, live: "uncounted", placeOf: (ms) => ms / minute })).toMatchObject({
    parts: [
      { resolution: 0, fromMs: 60 * minute, toMs: 62 * minute },
      { resolution: 0, fromMs: 63 * minute, toMs: 65 * minute },
    ],
    live: [{ place: 62, fromMs: 62 * minute, toMs: 63 * minute }],
  });
});

test("a month is some thirty days and a few hours, tens of minutes and minutes at its ends, in a handful of parts", () => {
  const whole = { from: new Date(10.3 * 86_400_000), to: new Date(40.7 * 86_400_000) };
  const { parts, live } = planRange(whole, dueOf([], [], []), { coarsest: 2, live: "traces", placeOf: () => 0 });
  expect([parts.length, live.length]).toEqual([7, 0]);
});

test("where spans are asked for and finer rows are gone, whole hours are read, each once, late or not", () => {
  const units = dueOf([600, 700], [], [], [2, 2, 0]);
  const whole = { from: new Date(8.5 * 3_600_000), to: new Date(13.2 * 3_600_000) };
  const { parts, live } = planRange(whole, units, { coarsest: 0, live: "uncounted", placeOf: () => 0 });
  expect(parts).toEqual([{ resolution: 1, fromMs: 8 * 3_600_000, toMs: 14 * 3_600_000 }]);
  expect(live).toEqual([]);
});
