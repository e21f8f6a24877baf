import type { FacetsResponse } from "@plumbline/public-api/routes/get-facets";

export type RangeBuckets = FacetsResponse["ranges"][number]["buckets"];

/** Bounds of a number, as the query holds them; undefined: none. */
export interface Bounds {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Two edges of the histogram, 0 to the number of its buckets; `low` is smaller than `high`. */
export interface EdgeRange {
  readonly low: number;
  readonly high: number;
}

/** The edges between which the bounds lie: a bound inside of a bucket takes the whole bucket in. */
export function edgesOfBounds(buckets: RangeBuckets, { from, to }: Bounds): EdgeRange {
  const count = buckets.length;
  const ends = buckets.map((bucket) => bucket.to ?? Number.POSITIVE_INFINITY);
  const low = from === undefined ? 0 : ends.filter((end) => end <= from).length;
  const high = to === undefined ? count : buckets.filter((bucket) => bucket.from < to).length;
  // Bounds beside all buckets show the last or first edge.
  return low < high
    ? { low, high }
    : { low: Math.min(low, count - 1), high: Math.max(high, Math.min(low, count - 1) + 1) };
}

/** At the ends of the histogram there is no bound: what is smaller or larger later belongs to the range too. */
export function boundsOfEdges(buckets: RangeBuckets, { low, high }: EdgeRange): Bounds {
  return {
    from: low <= 0 ? undefined : buckets[low]?.from,
    to: high >= buckets.length ? undefined : buckets[high]?.from,
  };
}

/** The same range with one of its ends at another edge; the ends keep a bucket between them. */
export function withEnd(range: EdgeRange, end: "low" | "high", edge: number, count: number): EdgeRange {
  return end === "low"
    ? { ...range, low: Math.max(0, Math.min(edge, range.high - 1)) }
    : { ...range, high: Math.min(count, Math.max(edge, range.low + 1)) };
}

/** The buckets from one place of the chart to another, both as shares of its width. */
export function edgesBetween(a: number, b: number, count: number): EdgeRange {
  const [first, last] = [Math.min(a, b), Math.max(a, b)].map((share) =>
    Math.min(count - 1, Math.max(0, Math.floor(share * count))),
  );
  return { low: first ?? 0, high: (last ?? 0) + 1 };
}
