import type { Interval } from "./interval";
import { wilsonInterval } from "./wilson-interval";

/** The judge's verdicts on traces with a human label, where a label is good (positive) or not. */
export interface BinaryConfusion {
  /** Good by both. */
  readonly truePositives: number;
  /** Good by the person, not by the judge. */
  readonly falseNegatives: number;
  /** Not good by both. */
  readonly trueNegatives: number;
  /** Good by the judge, not by the person. */
  readonly falsePositives: number;
}

export interface Rate extends Interval {
  readonly value: number;
  /** Traces that the rate stands on. */
  readonly n: number;
}

export interface JudgeAccuracy {
  /** Of the traces that are good by the person, the share the judge calls good; null where there is none. */
  readonly sensitivity: Rate | null;
  /** Of the traces that are not good by the person, the share the judge calls not good; null where there is none. */
  readonly specificity: Rate | null;
}

/** One labelled trace, or several with the same two scores. */
export interface LabelledScore {
  /** 0 to 1, both. */
  readonly human: number;
  readonly judge: number;
  readonly count: number;
}

/** @param threshold Good from this score on, for both. */
export function binaryConfusion(labelled: readonly LabelledScore[], threshold: number): BinaryConfusion {
  const countWhere = (human: boolean, judge: boolean) =>
    labelled.reduce((sum, pair) => {
      const isMeant = pair.human >= threshold === human && pair.judge >= threshold === judge;
      return sum + (isMeant ? pair.count : 0);
    }, 0);
  return {
    truePositives: countWhere(true, true),
    falseNegatives: countWhere(true, false),
    trueNegatives: countWhere(false, false),
    falsePositives: countWhere(false, true),
  };
}

/** Sensitivity and specificity with Wilson intervals. */
export function judgeAccuracy(confusion: BinaryConfusion): JudgeAccuracy {
  return {
    sensitivity: rate(confusion.truePositives, confusion.falseNegatives),
    specificity: rate(confusion.trueNegatives, confusion.falsePositives),
  };
}

function rate(hits: number, misses: number): Rate | null {
  const n = hits + misses;
  return n === 0 ? null : { value: hits / n, n, ...wilsonInterval(hits / n, n) };
}
