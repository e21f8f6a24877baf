import { type MeanInterval, meanInterval } from "./mean-interval";
import type { ScoreCount } from "./score-counts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Widths that people read at a glance, in milliseconds; each divides the next day, week or hour evenly. */
const widthsMs = [
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  7 * day,
  28 * day,
] as const;

/** Scores of one bucket and version, counted: what a `GROUP BY bucket, version, score` yields. */
export interface TrendScores extends ScoreCount {
  /** Any time inside the bucket, milliseconds since 1970 UTC. */
  readonly timeMs: number;
  /** Judge, prompt and settings that gave the score: scores of two versions are never in one mean. */
  readonly version: number;
}

export interface TrendBucket {
  /** Milliseconds since 1970 UTC. */
  readonly startMs: number;
  /** Null where the bucket has no score: a gap in the line, never 0. */
  readonly value: MeanInterval | null;
}

export interface TrendSeries {
  readonly version: number;
  /** Every bucket of the period, in time order. */
  readonly buckets: readonly TrendBucket[];
}

/** The narrowest width with at most `bucketsMax` buckets over the period, milliseconds; the widest for longer periods. */
export function trendBucketMs(fromMs: number, toMs: number, bucketsMax = 60): number {
  const fits = (width: number) => bucketCount(fromMs, toMs, width) <= bucketsMax;
  return widthsMs.find(fits) ?? 28 * day;
}

/**
 * The mean of a metric over time, one series per version. Buckets start at multiples of their width since 1970, so the
 * first and the last may be cut by the period; scores outside the period are left out.
 *
 * @param period From inclusive, to exclusive, milliseconds since 1970 UTC.
 */
export function scoreTrend(
  scores: readonly TrendScores[],
  period: { readonly fromMs: number; readonly toMs: number; readonly bucketMs: number },
): TrendSeries[] {
  const { fromMs, toMs, bucketMs } = period;
  const firstMs = Math.floor(fromMs / bucketMs) * bucketMs;
  const versions = new Map<number, Map<number, ScoreCount[]>>();
  for (const { timeMs, version, score, count } of scores) {
    if (timeMs < fromMs || timeMs >= toMs) continue;
    const byBucket = versions.get(version) ?? new Map<number, ScoreCount[]>();
    versions.set(version, byBucket);
    const startMs = Math.floor(timeMs / bucketMs) * bucketMs;
    const known = byBucket.get(startMs);
    if (known === undefined) byBucket.set(startMs, [{ score, count }]);
    else known.push({ score, count });
  }
  const starts = Array.from({ length: bucketCount(fromMs, toMs, bucketMs) }, (_, index) => firstMs + index * bucketMs);
  return [...versions]
    .sort(([a], [b]) => a - b)
    .map(([version, byBucket]) => ({
      version,
      buckets: starts.map((startMs) => ({ startMs, value: meanInterval(byBucket.get(startMs) ?? []) })),
    }));
}

function bucketCount(fromMs: number, toMs: number, widthMs: number): number {
  return Math.max(0, Math.ceil(toMs / widthMs) - Math.floor(fromMs / widthMs));
}
