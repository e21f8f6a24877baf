import type { Interval } from "./interval";
import { type ScoreCount, scoreMoments } from "./score-counts";
import { seededRandom } from "./seeded-random";

const draws = 999;
const seed = 0x51a7_5eed;

/**
 * Bootstrap-t interval of a mean (Efron and Tibshirani 1993, chapter 12): each of 999 resamples yields
 * t* = (mean* - mean) / s*, and the bounds are mean - s · t*(0.975) and mean - s · t*(0.025). It follows the skew that
 * scores near 1 have, which a symmetric interval misses.
 *
 * A resample of equal scores has s* = 0 and an infinite t*, so a bound may be infinite: the caller limits it. The same
 * counts give the same interval, because the generator is seeded and the counts come in ascending order.
 *
 * @param counts Normalised, 2 scores or more; the cost is 999 · n draws, so n should be some hundreds at most.
 */
export function bootstrapTInterval(counts: readonly ScoreCount[]): Interval {
  const { n, mean, variance } = scoreMoments(counts);
  const deviations = Float64Array.from(counts.flatMap(({ score, count }) => Array<number>(count).fill(score - mean)));
  const random = seededRandom(seed);
  const t = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) t[draw] = resampledT(deviations, random);
  t.sort();
  const deviation = Math.sqrt(variance);
  const quantile = (share: number) => t[Math.round(share * (draws + 1)) - 1] ?? Number.NaN;
  return n < 2 || deviation === 0
    ? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
    : { low: mean - deviation * quantile(0.975), high: mean - deviation * quantile(0.025) };
}

function resampledT(deviations: Float64Array, random: () => number): number {
  const n = deviations.length;
  let sum = 0;
  let sumOfSquares = 0;
  for (let place = 0; place < n; place++) {
    const deviation = deviations[Math.floor(random() * n)] ?? 0;
    sum += deviation;
    sumOfSquares += deviation * deviation;
  }
  const mean = sum / n;
  const spread = sumOfSquares / n - mean * mean;
  // Equal scores leave a rest of rounding, which is no spread.
  if (spread > 1e-14) return mean / Math.sqrt(spread);
  return Math.abs(mean) < 1e-7 ? 0 : Math.sign(mean) * Number.POSITIVE_INFINITY;
}
