import type { Interval } from "./interval";

export interface WorstCaseBand extends Interval {
  /** Failed evaluations ÷ all that should have a score. */
  readonly failedShare: number;
}

/** Above this share of failures a mean of the rest says little about all. */
export const failedShareMax = 0.05;

/**
 * What the mean could be if failed evaluations had a score: all of them 0 (low) to all of them 1 (high). Failures are in no
 * mean, and judges tend to fail on the long and odd traces, so the rest is not a fair sample of all.
 *
 * Not a confidence interval: it is certain, and it does not shrink with n.
 *
 * @param scored Number of scores and their mean, 0 to 1 (any number where n is 0).
 * @param failed Evaluations without a score because the judge failed; what is not applicable is not among them.
 * @returns null where failures are 5 % or less, or nothing was evaluated.
 */
export function worstCaseBand(
  scored: { readonly n: number; readonly mean: number },
  failed: number,
): WorstCaseBand | null {
  const all = scored.n + failed;
  const failedShare = all === 0 ? 0 : failed / all;
  if (failedShare <= failedShareMax) return null;
  const sum = scored.n === 0 ? 0 : scored.n * scored.mean;
  return { failedShare, low: sum / all, high: (sum + failed) / all };
}
