import fc from "fast-check";
import { expect, test } from "vitest";
import { readSpanTime } from "./span-time";

const high = (nano: bigint) => Number(nano >> 32n);
const low = (nano: bigint) => Number(nano & 0xffffffffn);
const read = (start: bigint, end: bigint) =>
  readSpanTime(high(start), low(start), high(end), low(end), 1_787_400_000_000);

test("times until the year 2255 keep every nanosecond", () => {
  const nano = fc.bigInt({ min: 1n, max: 9_000_000_000_000_000_000n });
  fc.assert(
    fc.property(nano, nano, (start, end) => {
      const time = read(start, end);
      expect(BigInt(time.startUs) * 1000n + BigInt(time.startNs)).toBe(start);
      const duration = end < start ? 0n : end - start;
      // Above 104 days a double rounds nanoseconds.
      const exact = duration < 2n ** 53n ? duration : BigInt(Number(duration));
      expect(Math.abs(Number(BigInt(time.durationNs ?? -1) - exact))).toBeLessThanOrEqual(
        duration < 2n ** 53n ? 0 : 2048,
      );
    }),
    { numRuns: 1_000 },
  );
});

test("any two 64-bit times give values that PostgreSQL can hold", () => {
  const nano = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(nano, nano, (start, end) => {
      const { startUs, startNs, durationNs } = read(start, end);
      expect(startUs).toBeLessThanOrEqual(9e15);
      expect(startNs).toBeGreaterThanOrEqual(0);
      expect(startNs).toBeLessThan(1000);
      expect(durationNs === null || (durationNs >= 0 && durationNs <= 9.1e18)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
