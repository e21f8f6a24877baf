import { bootstrapTInterval } from "./bootstrap-t-interval";
import type { Interval } from "./interval";
import { plusTwoInterval } from "./plus-two-interval";
import { normaliseCounts, type ScoreCount, scoreMoments } from "./score-counts";
import { wilsonInterval } from "./wilson-interval";

export type IntervalMethod = "wilson" | "bootstrap-t" | "plus-two";

/** A mean of scores, what it may be at 95 % confidence, and how many scores it stands on. */
export interface MeanInterval extends Interval {
  readonly mean: number;
  readonly n: number;
  readonly method: IntervalMethod;
}

/** Below this, resampling a sample says too little about what it was drawn from. */
const resamplingMin = 30;
/** From here on resampling changes the bounds in the third decimal at most and costs the longer the more scores there are. */
const resamplingMax = 300;

/**
 * The interval that stands beside every mean of the product.
 *
 * - Scores that are all 0, 0.5 or 1, and fewer than 30 scores of any kind: Wilson with the mean as proportion.
 * - 30 to 300 fractional scores: bootstrap-t, never wider than Wilson, which is on the safe side for any score in [0, 1].
 *   On a side whose end (0 or 1) no score has reached, it is at least as wide as the plus-two interval.
 * - More than 300 fractional scores: the plus-two interval.
 *
 * Over many true means the interval holds the truth in 93 % of cases or more from 10 scores on (simulated in the tests).
 * At single true means Wilson's interval for yes-or-no scores goes below: for a true mean of 0.99 and 15 scores it holds it
 * in 86 %.
 *
 * @returns null where there is no score: no mean, and nothing to draw.
 */
export function meanInterval(counts: readonly ScoreCount[]): MeanInterval | null {
  const scores = normaliseCounts(counts);
  const [lowest] = scores;
  const highest = scores.at(-1);
  if (lowest === undefined || highest === undefined) return null;
  const moments = scoreMoments(scores);
  const { mean, n } = moments;
  const wilson = wilsonInterval(Math.min(1, mean), n);
  const isLabelled = scores.every(({ score }) => score === 0 || score === 0.5 || score === 1);
  if (isLabelled || n < resamplingMin) return { mean, n, ...wilson, method: "wilson" };

  const plusTwo = plusTwoInterval(moments);
  if (n > resamplingMax) return { mean, n, ...holding(mean, plusTwo), method: "plus-two" };
  const resampled = bootstrapTInterval(scores);
  const low = lowest.score > 0 ? Math.min(resampled.low, plusTwo.low) : resampled.low;
  const high = highest.score < 1 ? Math.max(resampled.high, plusTwo.high) : resampled.high;
  const bounds = { low: Math.max(low, wilson.low), high: Math.min(high, wilson.high) };
  return { mean, n, ...holding(mean, bounds), method: "bootstrap-t" };
}

/** The two added scores pull towards the middle; the mean that was measured stays inside of its interval. */
function holding(mean: number, { low, high }: Interval): Interval {
  return { low: Math.min(low, mean), high: Math.max(high, mean) };
}
