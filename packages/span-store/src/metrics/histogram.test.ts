import fc from "fast-check";
import { expect, test } from "vitest";
import { Histogram } from "./histogram";

const durations = fc.array(fc.oneof(fc.integer({ min: 0, max: 2e9 }), fc.integer({ min: 0, max: 9e15 })), {
  minLength: 1,
  maxLength: 60,
});

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const ns of values) {
    histogram.addBin({ bin: Math.floor(Math.log(ns + 1) * 20), count: 1, minNs: ns, maxNs: ns });
  }
  return histogram;
}

/** As PostgreSQL's percentile_cont. */
function exactMs(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const at = (index: number) => sorted[index] ?? 0;
  return (at(Math.floor(rank)) + (at(Math.ceil(rank)) - at(Math.floor(rank))) * (rank - Math.floor(rank))) / 1e6;
}

test("a quantile is within 5 % of the exact one, before and after it was stored", () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(0, 0.5, 0.95, 0.99, 1), (values, share) => {
      const exact = exactMs(values, share);
      for (const histogram of [histogramOf(values), Histogram.of(histogramOf(values).encode())]) {
        const found = histogram.quantileMs(share) ?? Number.NaN;
        // Half a microsecond is rounding.
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.05 + 0.0005 + 1e-9);
      }
    }),
  );
});

test("merging is associative and commutative, to the byte, and one behind the other is a merge", () => {
  fc.assert(
    fc.property(durations, durations, durations, (a, b, c) => {
      const [x, y, z] = [a, b, c].map((values) => histogramOf(values).encode()) as [Buffer, Buffer, Buffer];
      const whole = Histogram.of(x, y, z).encode();
      expect(Histogram.of(Histogram.of(x, y).encode(), z).encode()).toEqual(whole);
      expect(Histogram.of(x, Histogram.of(z, y).encode()).encode()).toEqual(whole);
      expect(Histogram.of(Buffer.concat([z, y, x])).encode()).toEqual(whole);
      expect(Histogram.of(whole).total).toBe(a.length + b.length + c.length);
    }),
  );
});

test("storing again changes nothing", () => {
  fc.assert(
    fc.property(durations, (values) => {
      const stored = histogramOf(values).encode();
      expect(Histogram.of(stored).encode()).toEqual(stored);
    }),
  );
});

test("one or two requests keep their durations to the microsecond; none has no quantile and no bytes", () => {
  const stored = Histogram.of(histogramOf([123_456_789, 987_654_321]).encode());
  expect([stored.quantileMs(0), stored.quantileMs(1)]).toEqual([123.457, 987.654]);
  expect(stored.quantileMs(0.5)).toBe(555.556);
  expect(new Histogram().encode()).toHaveLength(0);
  expect(Histogram.of(Buffer.alloc(0)).quantileMs(0.5)).toBeNull();
});

test("a thousand requests of a usual spread take less than 300 bytes", () => {
  const values = Array.from({ length: 1_000 }, (_, index) => 2e8 * Math.exp((3 * ((index * 7919) % 1000)) / 1000));
  expect(histogramOf(values.map(Math.round)).encode().length).toBeLessThan(300);
});

test("bytes that end too early are refused", () => {
  const bytes = histogramOf([1, 2_000, 3_000_000]).encode();
  expect(() => Histogram.of(bytes.subarray(0, -1))).toThrow(RangeError);
});
