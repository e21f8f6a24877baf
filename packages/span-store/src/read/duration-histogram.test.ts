import fc from "fast-check";
import { expect, test } from "vitest";
import { type DurationBin, quantileMs, quantileNs } from "./duration-histogram";

/** What the SQL groups. */
function binsOf(durations: readonly number[]): DurationBin[] {
  const bins = new Map<number, number[]>();
  for (const duration of durations) {
    const bin = Math.floor(Math.log(duration + 1) * 20);
    bins.set(bin, [...(bins.get(bin) ?? []), duration]);
  }
  return [...bins].map(([bin, members]) => ({
    bin,
    count: members.length,
    minNs: Math.min(...members),
    maxNs: Math.max(...members),
  }));
}

function exact(durations: readonly number[], share: number): number {
  const sorted = [...durations].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return below + (above - below) * (rank - Math.floor(rank));
}

const durations = fc.array(fc.integer({ min: 0, max: 10 ** 13 }), { minLength: 1, maxLength: 400 });

test("a quantile is within 5.2 % of the exact one, for any durations", () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(0, 0.5, 0.95, 1), (values, share) => {
      const truth = exact(values, share);
      expect(Math.abs((quantileNs(binsOf(values), share) ?? -1) - truth)).toBeLessThanOrEqual(truth * 0.052 + 1);
    }),
  );
});

test("a quantile in milliseconds has no more than three decimals", () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      expect(String(quantileMs(binsOf(values), share))).toMatch(/^\d+(\.\d{1,3})?$/);
    }),
  );
  expect(quantileMs(binsOf([11_197_800_000, 11_197_800_001]), 0.95)).toBe(11_197.8);
});

test("bins of several groups count as one", () => {
  fc.assert(
    fc.property(durations, durations, (a, b) => {
      expect(quantileNs([...binsOf(a), ...binsOf(b)], 0.5)).toBeCloseTo(quantileNs(binsOf([...a, ...b]), 0.5) ?? -1, 3);
    }),
  );
});

test("of a few durations it is exact", () => {
  for (const values of [[7], [100, 200], [100, 200, 300], [5, 5, 5, 5]]) {
    for (const share of [0, 0.5, 0.95, 1])
      expect(quantileNs(binsOf(values), share)).toBeCloseTo(exact(values, share), 6);
  }
});

test("of no durations there is none", () => {
  expect(quantileNs([], 0.5)).toBeNull();
});
