import { normaliseCounts, type ScoreCount } from "./score-counts";

/** A bar of the distribution: scores from `from` up to but without `to`; the last bar holds its upper end, 1, too. */
export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Histogram over [0, 1] in bins of equal width, empty ones included, so that two histograms always line up.
 *
 * @param bins 2 to 100.
 */
export function scoreDistribution(counts: readonly ScoreCount[], bins = 10): ScoreBin[] {
  if (!Number.isInteger(bins) || bins < 2 || bins > 100) throw new RangeError(`Bins must be 2 to 100, not ${bins}.`);
  const totals = Array<number>(bins).fill(0);
  for (const { score, count } of normaliseCounts(counts)) {
    // 0.29 · 100 is 28.999… in binary; without the allowance the score of an edge would fall into the bin below.
    const bin = Math.min(bins - 1, Math.floor(score * bins + 1e-9));
    totals[bin] = (totals[bin] ?? 0) + count;
  }
  return totals.map((count, bin) => ({ from: bin / bins, to: (bin + 1) / bins, count }));
}
