/** 97.5 % quantile of the standard normal distribution: every interval of the product is a two-sided 95 % one. */
export const z95 = 1.959963984540054;

/** Two-sided 95 % interval, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** False where the two have no value in common: the stricter of the usual readings of "these differ". */
export function intervalsOverlap(a: Interval, b: Interval): boolean {
  return a.low <= b.high && b.low <= a.high;
}

export function clampToUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}
