import type { Interval } from "./interval";
import { plusTwoInterval } from "./plus-two-interval";
import { normaliseCounts, scoreMoments } from "./score-counts";

/** Traces that both versions scored alike, counted: what a `GROUP BY before, after` over the joined results yields. */
export interface ScorePair {
  /** Score by the older version, 0 to 1. */
  readonly before: number;
  /** Score of the same trace by the newer version, 0 to 1. */
  readonly after: number;
  readonly count: number;
}

export interface VersionDifference extends Interval {
  /** Mean of after - before over the same traces, -1 to 1. */
  readonly difference: number;
  readonly n: number;
  /** Traces that the newer version scored higher, lower and the same. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly meanBefore: number;
  readonly meanAfter: number;
  /** True where the interval does not hold 0: the versions differ at 95 % confidence. */
  readonly isClear: boolean;
}

/** Two scores that differ by less than rounding are a tie. */
const tieMax = 1e-9;

/**
 * Compares two versions on the traces that both have scored. Pairing removes what makes traces easy or hard, so far fewer
 * traces show a difference than two separate means need.
 *
 * Interval: Bonett and Price (2012) for paired proportions, carried over to scores in [0, 1]: one difference of -1 and one
 * of +1 are added, then the normal interval. Where all traces tie it is ± 2.77 / (n + 2), not ± 0.
 *
 * @returns null without a common trace.
 */
export function versionDifference(pairs: readonly ScorePair[]): VersionDifference | null {
  const before = normaliseCounts(pairs.map((pair) => ({ score: pair.before, count: pair.count })));
  const after = normaliseCounts(pairs.map((pair) => ({ score: pair.after, count: pair.count })));
  if (before.length === 0) return null;
  // Differences of -1 to 1 as scores of 0 to 1, which adding one 0 and one 1 turns into Bonett and Price's interval.
  const halves = pairs.map((pair) => ({ score: (pair.after - pair.before + 1) / 2, count: pair.count }));
  const moments = scoreMoments(normaliseCounts(halves));
  const { low, high } = plusTwoInterval(moments);
  const difference = 2 * moments.mean - 1;
  const bounds = { low: Math.min(2 * low - 1, difference), high: Math.max(2 * high - 1, difference) };
  const countWhere = (holds: (gain: number) => boolean) =>
    pairs.reduce((sum, pair) => sum + (holds(pair.after - pair.before) ? pair.count : 0), 0);
  return {
    difference,
    ...bounds,
    n: moments.n,
    wins: countWhere((gain) => gain > tieMax),
    losses: countWhere((gain) => gain < -tieMax),
    ties: countWhere((gain) => Math.abs(gain) <= tieMax),
    meanBefore: scoreMoments(before).mean,
    meanAfter: scoreMoments(after).mean,
    isClear: bounds.low > 0 || bounds.high < 0,
  };
}
