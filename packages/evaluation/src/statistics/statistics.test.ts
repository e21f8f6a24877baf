import { describe, expect, test } from "vitest";
import { hasMeanDropped, isMeanBelow, isShareAbove } from "./score-alerts";
import { scoreDistribution } from "./score-distribution";
import { scoreTrend, trendBucketMs } from "./score-trend";
import { trafficWeightedMean } from "./traffic-weighted-mean";
import { wilsonInterval } from "./wilson-interval";
import { worstCaseBand } from "./worst-case-band";

describe("the worst-case band", () => {
  test("spans all failed are 0 to all failed are 1", () => {
    expect(worstCaseBand({ n: 90, mean: 0.8 }, 10)).toEqual({ failedShare: 0.1, low: 0.72, high: 0.82 });
  });

  test("is shown above 5 % of failures, not at 5 %", () => {
    expect(worstCaseBand({ n: 95, mean: 0.8 }, 5)).toBeNull();
    expect(worstCaseBand({ n: 94, mean: 0.8 }, 6)).not.toBeNull();
  });

  test("is 0 to 1 where everything failed, and nothing where nothing was evaluated", () => {
    expect(worstCaseBand({ n: 0, mean: Number.NaN }, 3)).toEqual({ failedShare: 1, low: 0, high: 1 });
    expect(worstCaseBand({ n: 0, mean: 0 }, 0)).toBeNull();
  });
});

describe("the traffic-weighted mean", () => {
  test("weighs each score with the traces of its window", () => {
    const found = trafficWeightedMean([
      { score: 1, population: 1 },
      { score: 0, population: 3 },
    ]);
    expect(found).toMatchObject({ mean: 0.25, n: 2, population: 4 });
  });

  test("is the plain mean with the plain interval where every window has the same traffic", () => {
    const windows = Array.from({ length: 50 }, (_, place) => ({ score: place < 40 ? 1 : 0, population: 7 }));
    const { low, high } = wilsonInterval(0.8, 50);
    const found = trafficWeightedMean(windows);
    expect(found?.mean).toBeCloseTo(0.8, 12);
    expect(found?.effectiveN).toBeCloseTo(50, 9);
    expect(found?.low).toBeCloseTo(low, 9);
    expect(found?.high).toBeCloseTo(high, 9);
  });

  test("is as unsure as its heaviest windows: one of a thousand among nine of one says hardly more than one score", () => {
    const windows = Array.from({ length: 10 }, (_, place) => ({ score: 1, population: place === 0 ? 1_000 : 1 }));
    const found = trafficWeightedMean(windows);
    expect(found?.effectiveN).toBeLessThan(1.1);
    expect(found?.low).toBeLessThan(0.25);
  });

  test("is nothing without a window, and refuses a population below 1", () => {
    expect(trafficWeightedMean([])).toBeNull();
    for (const population of [0, -1, 1.5]) {
      expect(() => trafficWeightedMean([{ score: 1, population }])).toThrow(RangeError);
    }
  });
});

describe("the distribution", () => {
  test("holds every score once, with 1 in the last bin and empty bins kept", () => {
    const bins = scoreDistribution([
      { score: 0, count: 2 },
      { score: 0.1, count: 3 },
      { score: 0.95, count: 4 },
      { score: 1, count: 5 },
    ]);
    expect(bins.map(({ count }) => count)).toEqual([2, 3, 0, 0, 0, 0, 0, 0, 0, 9]);
    expect(bins[0]).toEqual({ from: 0, to: 0.1, count: 2 });
    expect(bins.at(-1)?.to).toBe(1);
  });

  test("puts a score on an edge into the upper bin, whatever its binary fraction", () => {
    for (let place = 0; place < 100; place++) {
      const bins = scoreDistribution([{ score: place / 100, count: 1 }], 100);
      expect(bins[place]?.count).toBe(1);
    }
  });

  test("has 2 to 100 bins", () => {
    for (const bins of [1, 101, 2.5]) expect(() => scoreDistribution([], bins)).toThrow(RangeError);
  });
});

describe("the trend", () => {
  const day = 24 * 3_600_000;
  const fromMs = Date.UTC(2026, 0, 5, 12);
  const toMs = fromMs + 7 * day;

  test("chooses the narrowest width that people know and that fits", () => {
    expect(trendBucketMs(fromMs, toMs)).toBe(3 * 3_600_000);
    expect(trendBucketMs(fromMs, fromMs + 3_600_000)).toBe(60_000);
    expect(trendBucketMs(fromMs + 1, fromMs + 3_600_001)).toBe(5 * 60_000);
    expect(trendBucketMs(0, 100 * 365 * day)).toBe(28 * day);
  });

  test("has every bucket of the period, a gap where nothing was scored, and no scores from outside", () => {
    const [series] = scoreTrend(
      [
        { timeMs: fromMs, version: 1, score: 1, count: 3 },
        { timeMs: fromMs + 1, version: 1, score: 0, count: 1 },
        { timeMs: fromMs + 3 * day, version: 1, score: 1, count: 1 },
        { timeMs: fromMs - 1, version: 1, score: 0, count: 9 },
        { timeMs: toMs, version: 1, score: 0, count: 9 },
      ],
      { fromMs, toMs, bucketMs: day },
    );
    expect(series?.buckets).toHaveLength(8);
    expect(series?.buckets.map(({ value }) => value?.n ?? null)).toEqual([4, null, null, 1, null, null, null, null]);
    expect(series?.buckets[0]).toMatchObject({ startMs: Date.UTC(2026, 0, 5), value: { mean: 0.75 } });
  });

  test("never averages two versions", () => {
    const series = scoreTrend(
      [
        { timeMs: fromMs, version: 2, score: 0, count: 1 },
        { timeMs: fromMs, version: 1, score: 1, count: 1 },
      ],
      { fromMs, toMs, bucketMs: day },
    );
    expect(series.map(({ version, buckets }) => [version, buckets[0]?.value?.mean])).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });
});

describe("alerts", () => {
  test("a mean below its threshold speaks from 30 scores on", () => {
    expect(isMeanBelow({ mean: 0.69, n: 30 }, 0.7)).toBe(true);
    expect(isMeanBelow({ mean: 0.69, n: 29 }, 0.7)).toBe(false);
    expect(isMeanBelow({ mean: 0.7, n: 500 }, 0.7)).toBe(false);
  });

  test("a drop is one whose intervals have nothing in common", () => {
    expect(hasMeanDropped({ mean: 0.7, n: 100 }, { mean: 0.9, n: 400 })).toBe(true);
    expect(hasMeanDropped({ mean: 0.85, n: 100 }, { mean: 0.9, n: 400 })).toBe(false);
    expect(hasMeanDropped({ mean: 0.9, n: 400 }, { mean: 0.7, n: 100 })).toBe(false);
    expect(hasMeanDropped({ mean: 0, n: 29 }, { mean: 1, n: 400 })).toBe(false);
  });

  test("a share of failures is above its limit, not at it", () => {
    expect(isShareAbove(11, 100, 0.1)).toBe(true);
    expect(isShareAbove(10, 100, 0.1)).toBe(false);
    expect(isShareAbove(29, 29, 0.1)).toBe(false);
  });
});
