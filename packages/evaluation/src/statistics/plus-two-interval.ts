import { clampToUnit, type Interval, z95 } from "./interval";
import type { ScoreMoments } from "./score-counts";

/**
 * Normal interval after adding one score of 0 and one of 1, as Agresti and Caffo (2000) and Bonett and Price (2012) do for
 * differences of proportions: with m = (n · mean + 1) / (n + 2) and v = (n · (variance + mean²) + 1) / (n + 2) - m²,
 * m ± z · √(v / (n + 2)).
 *
 * The two added scores stand for what a sample has not shown yet. Where 3 % of all scores are 0 and the rest lie near 1,
 * 40 % of samples of 30 hold no 0, and every interval from the sample alone is then short of the truth.
 */
export function plusTwoInterval({ n, mean, variance }: Pick<ScoreMoments, "n" | "mean" | "variance">): Interval {
  const centre = (n * mean + 1) / (n + 2);
  const spread = (n * (variance + mean * mean) + 1) / (n + 2) - centre * centre;
  const half = z95 * Math.sqrt(Math.max(0, spread) / (n + 2));
  return { low: clampToUnit(centre - half), high: clampToUnit(centre + half) };
}
