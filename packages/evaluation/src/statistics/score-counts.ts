/**
 * How often a score occurred. Statistics take these instead of single scores: `GROUP BY score` makes at most three rows of
 * a million correctness scores, and two lists of counts are merged by joining them.
 */
export interface ScoreCount {
  /** 0 to 1. */
  readonly score: number;
  /** Whole number from 0. */
  readonly count: number;
}

export interface ScoreMoments {
  readonly n: number;
  readonly mean: number;
  /** Divided by n, not n - 1. */
  readonly variance: number;
  /** Third standardised moment; 0 where all scores are equal. */
  readonly skewness: number;
}

/** Counts single scores, for callers that have them in memory. */
export function countScores(scores: Iterable<number>): ScoreCount[] {
  const counts = new Map<number, number>();
  for (const score of scores) counts.set(score, (counts.get(score) ?? 0) + 1);
  return [...counts].map(([score, count]) => ({ score, count }));
}

/**
 * Distinct scores in ascending order, without empty ones; the same multiset gives the same list however it was counted.
 * @throws RangeError for a score outside 0 to 1 or a count that is no whole number from 0.
 */
export function normaliseCounts(counts: readonly ScoreCount[]): ScoreCount[] {
  const merged = new Map<number, number>();
  for (const { score, count } of counts) {
    if (!(score >= 0 && score <= 1)) throw new RangeError(`A score must be 0 to 1, not ${score}.`);
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`A count must be a whole number from 0, not ${count}.`);
    }
    if (count > 0) merged.set(score, (merged.get(score) ?? 0) + count);
  }
  return [...merged].map(([score, count]) => ({ score, count })).sort((a, b) => a.score - b.score);
}

/** @throws RangeError where nothing was counted: a mean of nothing is no number. */
export function scoreMoments(counts: readonly ScoreCount[]): ScoreMoments {
  const n = sum(counts, () => 1);
  if (n === 0) throw new RangeError("There is no score to take a mean of.");
  const mean = sum(counts, (score) => score) / n;
  // From the deviations, because E[x²] - mean² loses its digits where scores lie close together.
  const variance = sum(counts, (score) => (score - mean) ** 2) / n;
  const third = sum(counts, (score) => (score - mean) ** 3) / n;
  return { n, mean, variance, skewness: variance > 0 ? third / variance ** 1.5 : 0 };
}

function sum(counts: readonly ScoreCount[], weigh: (score: number) => number): number {
  return counts.reduce((total, { score, count }) => total + count * weigh(score), 0);
}
