import { seededRandom } from "@plumbline/fixtures/random";
import { describe, expect, test } from "vitest";
import { type ScorePair, versionDifference } from "./version-difference";

const pairs = (...list: readonly (readonly [number, number, number])[]): ScorePair[] =>
  list.map(([before, after, count]) => ({ before, after, count }));

test("wins, losses and ties are counted on the same traces, with both means", () => {
  expect(versionDifference(pairs([0, 1, 8], [1, 0, 2], [1, 1, 60], [0, 0, 30]))).toMatchObject({
    n: 100,
    wins: 8,
    losses: 2,
    ties: 90,
    meanBefore: 0.62,
    meanAfter: 0.68,
  });
});

test("the interval is Bonett and Price's for yes-or-no scores", () => {
  const found = versionDifference(pairs([0, 1, 8], [1, 0, 2], [1, 1, 90]));
  const [gained, lost] = [9 / 102, 3 / 102];
  const half = 1.959963984540054 * Math.sqrt((gained + lost - (gained - lost) ** 2) / 102);
  expect(found?.difference).toBeCloseTo(0.06, 12);
  expect(found?.low).toBeCloseTo(gained - lost - half, 12);
  expect(found?.high).toBeCloseTo(gained - lost + half, 12);
  expect(found?.isClear).toBe(false);
});

test("a clear gain is called clear, and so is a clear loss", () => {
  expect(versionDifference(pairs([0, 1, 20], [1, 0, 2], [1, 1, 78]))?.isClear).toBe(true);
  expect(versionDifference(pairs([0, 1, 2], [1, 0, 20], [1, 1, 78]))?.isClear).toBe(true);
});

test("scores that differ by rounding alone are a tie", () => {
  expect(versionDifference(pairs([0.1 + 0.2, 0.3, 5]))).toMatchObject({ wins: 0, losses: 0, ties: 5, isClear: false });
});

test("all ties leave room for a difference that was not seen", () => {
  const found = versionDifference(pairs([1, 1, 10]));
  expect(found?.low).toBeCloseTo(-2.7718 / 12, 4);
  expect(found?.high).toBeCloseTo(2.7718 / 12, 4);
});

test("no common trace, no comparison", () => {
  expect(versionDifference([])).toBeNull();
  expect(versionDifference(pairs([1, 0, 0]))).toBeNull();
});

describe("coverage", () => {
  test.each([{ n: 10 }, { n: 30 }, { n: 100 }])(
    "the interval of $n common traces holds the true difference in 93 % of cases or more",
    ({ n }) => {
      const random = seededRandom(n);
      const repetitions = 1_000;
      let held = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const [gain, loss] = [random() * 0.3, random() * 0.3];
        const draws = Array.from({ length: n }, (): ScorePair => {
          const place = random();
          if (place < gain) return { before: 0.2, after: 0.8, count: 1 };
          return place < gain + loss ? { before: 1, after: 0.5, count: 1 } : { before: 0.9, after: 0.9, count: 1 };
        });
        const found = versionDifference(draws);
        const truth = 0.6 * gain - 0.5 * loss;
        if (found !== null && found.low <= truth && truth <= found.high) held += 1;
      }
      expect(held / repetitions).toBeGreaterThanOrEqual(0.93);
    },
  );
});
