import type { Interval } from "./interval";
import { wilsonInterval } from "./wilson-interval";

/** One sampled and scored trace, which stands for all traces of its window. */
export interface WindowScore {
  /** 0 to 1. */
  readonly score: number;
  /** Eligible traces in the window, the sampled one included: a whole number from 1. */
  readonly population: number;
}

export interface TrafficWeightedMean extends Interval {
  readonly mean: number;
  /** Windows with a score. */
  readonly n: number;
  /** Traces that the windows stand for. */
  readonly population: number;
  /** How many equally heavy windows would say as much: n where all populations are equal, less where few carry most. */
  readonly effectiveN: number;
}

const exactMin = 30;

/**
 * Mean over traffic for a task that samples one trace per time window: Σ population · score ÷ Σ population (Hájek's ratio
 * estimator). The plain mean counts a window of one trace as much as one of a thousand, so it hides what happens in bursts.
 *
 * Interval: Wilson on the effective sample size (Korn and Graubard 1998), with the variance Σ w² (score - mean)² of the
 * ratio, w = population ÷ Σ population, so that n_eff = mean (1 - mean) ÷ variance. It is no larger than 1 ÷ Σ w² (Kish)
 * for scores of 0, 0.5 and 1 and below 30 windows, where the variance from the sample may be far too small.
 *
 * Windows whose trace has no score are left out, with their population.
 *
 * @returns null without a window.
 */
export function trafficWeightedMean(windows: readonly WindowScore[]): TrafficWeightedMean | null {
  for (const { score, population } of windows) {
    if (!(score >= 0 && score <= 1)) throw new RangeError(`A score must be 0 to 1, not ${score}.`);
    if (!Number.isSafeInteger(population) || population < 1) {
      throw new RangeError(`A window's population must be a whole number from 1, not ${population}.`);
    }
  }
  const n = windows.length;
  if (n === 0) return null;
  const population = windows.reduce((sum, window) => sum + window.population, 0);
  const weighted = windows.reduce((sum, window) => sum + window.population * window.score, 0);
  const mean = Math.min(1, weighted / population);
  const variance = windows.reduce(
    (sum, window) => sum + ((window.population / population) * (window.score - mean)) ** 2,
    0,
  );
  const kish = 1 / windows.reduce((sum, window) => sum + (window.population / population) ** 2, 0);
  const fromVariance = variance > 0 ? (mean * (1 - mean)) / variance : kish;
  const isLabelled = windows.every(({ score }) => score === 0 || score === 0.5 || score === 1);
  const effectiveN = isLabelled || n < exactMin ? Math.min(kish, fromVariance) : fromVariance;
  return { mean, n, population, effectiveN, ...wilsonInterval(mean, effectiveN) };
}
