import { clampToUnit, type Interval, z95 } from "./interval";

/**
 * Wilson's score interval (Wilson 1927) with the mean in the place of the proportion:
 * centre (p + z²/2n) / (1 + z²/n), half-width z / (1 + z²/n) · √(p(1 - p)/n + z²/4n²).
 *
 * A score in [0, 1] with mean p varies at most as much as a yes-or-no score with that mean, so the interval is exact in
 * kind for binary scores and on the safe side for every other.
 *
 * @param mean 0 to 1.
 * @param n How many scores stand behind the mean, above 0; need not be whole (effective sample sizes are not).
 */
export function wilsonInterval(mean: number, n: number): Interval {
  if (!(mean >= 0 && mean <= 1)) throw new RangeError(`A mean must be 0 to 1, not ${mean}.`);
  if (!(n > 0)) throw new RangeError(`n must be above 0, not ${n}.`);
  const squared = z95 * z95;
  const scale = 1 + squared / n;
  const centre = (mean + squared / (2 * n)) / scale;
  const half = (z95 / scale) * Math.sqrt((mean * (1 - mean)) / n + squared / (4 * n * n));
  // Rounding may leave a bound a hair beyond the mean where it is 0 or 1.
  return { low: Math.min(mean, clampToUnit(centre - half)), high: Math.max(mean, clampToUnit(centre + half)) };
}
