import { seededRandom } from "@plumbline/fixtures/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootstrapTInterval } from "./bootstrap-t-interval";
import { meanInterval } from "./mean-interval";
import { plusTwoInterval } from "./plus-two-interval";
import { countScores, normaliseCounts, scoreMoments } from "./score-counts";
import { wilsonInterval } from "./wilson-interval";

describe("Wilson's interval", () => {
  test.each([
    [10, 0.596, 0.982],
    [30, 0.744, 0.965],
    [100, 0.826, 0.945],
    [400, 0.867, 0.926],
    [1000, 0.88, 0.917],
  ])("of a mean of 0.9 over %i scores is %d to %d", (n, low, high) => {
    const interval = wilsonInterval(0.9, n);
    expect(interval.low).toBeCloseTo(low, 3);
    expect(interval.high).toBeCloseTo(high, 3);
  });

  test("reaches 0 and 1 exactly where all scores do", () => {
    expect(wilsonInterval(1, 20)).toMatchObject({ high: 1 });
    expect(wilsonInterval(0, 20)).toMatchObject({ low: 0 });
    expect(wilsonInterval(1, 20).low).toBeCloseTo(0.8389, 4);
  });

  test("refuses a mean outside 0 to 1, and no scores", () => {
    for (const [mean, n] of [
      [1.01, 5],
      [-0.1, 5],
      [Number.NaN, 5],
      [0.5, 0],
    ] as const) {
      expect(() => wilsonInterval(mean, n)).toThrow(RangeError);
    }
  });
});

describe("the method", () => {
  const repeat = (score: number, count: number) => ({ score, count });

  test("is Wilson for yes-or-no and three-step scores of any number", () => {
    expect(meanInterval([repeat(1, 900), repeat(0, 100)])).toEqual({
      mean: 0.9,
      n: 1000,
      ...wilsonInterval(0.9, 1000),
      method: "wilson",
    });
    expect(meanInterval([repeat(1, 30), repeat(0.5, 5), repeat(0, 5)])?.method).toBe("wilson");
  });

  test("is Wilson below 30 scores of any kind", () => {
    expect(meanInterval([repeat(0.7, 29)])?.method).toBe("wilson");
  });

  test("is bootstrap-t for 30 to 300 fractional scores, and plus-two above", () => {
    expect(meanInterval([repeat(0.7, 15), repeat(0.8, 15)])?.method).toBe("bootstrap-t");
    expect(meanInterval([repeat(0.7, 150), repeat(0.8, 150)])?.method).toBe("bootstrap-t");
    expect(meanInterval([repeat(0.7, 150), repeat(0.8, 151)])?.method).toBe("plus-two");
  });

  test("has nothing to say without a score", () => {
    expect(meanInterval([])).toBeNull();
    expect(meanInterval([repeat(0.5, 0)])).toBeNull();
  });

  test("does not matter much at the border: both methods agree to 0.01 on the same 300 scores", () => {
    const random = seededRandom(3);
    const scores = normaliseCounts(countScores(Array.from({ length: 300 }, () => (random() < 0.8 ? 1 : random()))));
    const [resampled, plusTwo] = [bootstrapTInterval(scores), plusTwoInterval(scoreMoments(scores))];
    expect(Math.abs(resampled.low - plusTwo.low)).toBeLessThan(0.01);
    expect(Math.abs(resampled.high - plusTwo.high)).toBeLessThan(0.01);
  });
});

describe("laws", () => {
  const scores = fc.array(fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 60,
  });

  test("the mean lies in its interval, and the interval in 0 to 1", () => {
    fc.assert(
      fc.property(scores, (list) => {
        const interval = meanInterval(countScores(list));
        expect(interval?.low).toBeGreaterThanOrEqual(0);
        expect(interval?.high).toBeLessThanOrEqual(1);
        expect(interval?.low).toBeLessThanOrEqual(interval?.mean ?? 0);
        expect(interval?.high).toBeGreaterThanOrEqual(interval?.mean ?? 1);
      }),
      { numRuns: 300 },
    );
  });

  test("the same scores give the same interval in every order and at every call", () => {
    fc.assert(
      fc.property(scores, (list) => {
        const one = list.map((score) => ({ score, count: 1 }));
        expect(meanInterval(one.toReversed())).toEqual(meanInterval(countScores(list)));
      }),
      { numRuns: 100 },
    );
  });

  test("a score outside 0 to 1 and a broken count are refused", () => {
    for (const score of [-0.1, 1.1, Number.NaN]) expect(() => meanInterval([{ score, count: 1 }])).toThrow(RangeError);
    for (const count of [-1, 0.5, Number.NaN]) expect(() => meanInterval([{ score: 1, count }])).toThrow(RangeError);
  });

  test("a million scores cost no more than their distinct values", () => {
    expect(
      meanInterval([
        { score: 1, count: 900_000 },
        { score: 1 / 3, count: 100_000 },
      ])?.n,
    ).toBe(1_000_000);
  });
});
