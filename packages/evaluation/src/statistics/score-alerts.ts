import { intervalsOverlap } from "./interval";
import { wilsonInterval } from "./wilson-interval";

export interface MeanOf {
  /** 0 to 1. */
  readonly mean: number;
  readonly n: number;
}

/** Fewer scores than this raise no alert about a mean: their interval is wider than any threshold is meaningful. */
export const alertScoresMin = 30;

/** "The mean of the last N is under a threshold": the mean itself, from 30 scores on. */
export function isMeanBelow({ mean, n }: MeanOf, threshold: number): boolean {
  return n >= alertScoresMin && mean < threshold;
}

/**
 * "The mean dropped against the 7 days before": lower, with Wilson intervals that do not overlap, and at least 30 scores on
 * either side. Stricter than a test at 5 % (about 0.6 % false alarms), which an alert that is evaluated often has to be.
 */
export function hasMeanDropped(now: MeanOf, before: MeanOf): boolean {
  if (now.n < alertScoresMin || before.n < alertScoresMin || now.mean >= before.mean) return false;
  return !intervalsOverlap(wilsonInterval(now.mean, now.n), wilsonInterval(before.mean, before.n));
}

/** "More than a share of evaluations failed" (or was not extracted), from 30 on. */
export function isShareAbove(part: number, all: number, share: number): boolean {
  return all >= alertScoresMin && part / all > share;
}
