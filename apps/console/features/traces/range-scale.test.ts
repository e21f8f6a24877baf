import { expect, test } from "vitest";
import { boundsOfEdges, edgesBetween, edgesOfBounds, type RangeBuckets, withEnd } from "./range-scale";

const edges = [100, 150, 200, 300, 500] as const;
const buckets: RangeBuckets = edges
  .slice(0, -1)
  .map((from, index) => ({ from, to: edges[index + 1] ?? null, traces: 1 }));

test("bounds on edges are read back as they were set, and an end of the chart is no bound", () => {
  for (let low = 0; low < 4; low++)
    for (let high = low + 1; high <= 4; high++) {
      const bounds = boundsOfEdges(buckets, { low, high });
      expect(edgesOfBounds(buckets, bounds)).toEqual({ low, high });
      expect(bounds.from === undefined).toBe(low === 0);
      expect(bounds.to === undefined).toBe(high === 4);
    }
});

test("a bound inside of a bucket takes the whole bucket in", () => {
  expect(edgesOfBounds(buckets, { from: 160, to: 210 })).toEqual({ low: 1, high: 3 });
});

test("bounds beside all buckets leave the handles on the chart, one bucket apart", () => {
  expect(edgesOfBounds(buckets, { from: 9_000, to: undefined })).toEqual({ low: 3, high: 4 });
  expect(edgesOfBounds(buckets, { from: undefined, to: 5 })).toEqual({ low: 0, high: 1 });
  expect(edgesOfBounds(buckets, { from: 10, to: 20 })).toEqual({ low: 0, high: 1 });
});

test("an open last bucket is reached by any bound", () => {
  const open: RangeBuckets = [...buckets, { from: 500, to: null, traces: 1 }];
  expect(edgesOfBounds(open, { from: 9_000, to: undefined })).toEqual({ low: 4, high: 5 });
});

test("ends never meet", () => {
  expect(withEnd({ low: 1, high: 2 }, "low", 4, 4)).toEqual({ low: 1, high: 2 });
  expect(withEnd({ low: 1, high: 2 }, "high", 0, 4)).toEqual({ low: 1, high: 2 });
  expect(withEnd({ low: 1, high: 2 }, "high", 9, 4)).toEqual({ low: 1, high: 4 });
});

test("a press is one bucket, a drag all that it touches, in either direction", () => {
  expect(edgesBetween(0.3, 0.3, 4)).toEqual({ low: 1, high: 2 });
  expect(edgesBetween(0.9, 0.3, 4)).toEqual({ low: 1, high: 4 });
  expect(edgesBetween(1, 0, 4)).toEqual({ low: 0, high: 4 });
});
