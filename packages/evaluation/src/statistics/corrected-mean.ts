import { clampToUnit, type Interval, z95 } from "./interval";
import type { BinaryConfusion } from "./judge-accuracy";

export type CorrectedMean =
  | ({
      readonly kind: "corrected";
      readonly mean: number;
      readonly raw: number;
      readonly n: number;
      readonly labels: number;
    } & Interval)
  /** Fewer than 50 labels, or none of one kind. */
  | { readonly kind: "not_enough_labels"; readonly labels: number; readonly missing: number }
  /** Sensitivity + specificity is 1.2 or less: nearly a coin, and the correction would divide by nearly nothing. */
  | { readonly kind: "judge_too_weak"; readonly sensitivityPlusSpecificity: number };

export const correctionLabelsMin = 50;
const sensitivityPlusSpecificityMin = 1.2;

/** Rogan and Gladen (1978): (p + specificity - 1) ÷ (sensitivity + specificity - 1), kept within 0 and 1. */
export function roganGladen(share: number, sensitivity: number, specificity: number): number {
  return clampToUnit((share + specificity - 1) / (sensitivity + specificity - 1));
}

/**
 * The share of good answers, corrected for the judge's errors as far as human labels tell them. Stands beside the raw share
 * and never in its place; meant for yes-or-no reading ("share with a score from the threshold on").
 *
 * Interval: Lang and Reiczigel (2014), as Lee et al. use it for LLM judges (arXiv:2511.21140). The three shares are
 * shrunk (p by z²/2 in z², the two rates by 1 in 2), the delta method gives the standard error from all three, and the centre
 * is shifted by 2 z² (θ q1 (1 - q1) / m1 - (1 - θ) q0 (1 - q0) / m0), where q1 is the sensitivity from m1 and q0 the
 * specificity from m0 labels.
 *
 * Assumes that the labelled traces are a fair sample of those judged, given the truth: labels given only to odd traces bend it.
 *
 * @param judged All judged traces, and how many of them the judge called good.
 */
export function correctedMean(
  judged: { readonly n: number; readonly good: number },
  confusion: BinaryConfusion,
): CorrectedMean {
  const positives = confusion.truePositives + confusion.falseNegatives;
  const negatives = confusion.trueNegatives + confusion.falsePositives;
  const labels = positives + negatives;
  if (labels < correctionLabelsMin || positives === 0 || negatives === 0 || judged.n === 0) {
    return { kind: "not_enough_labels", labels, missing: Math.max(0, correctionLabelsMin - labels) };
  }
  const sensitivity = confusion.truePositives / positives;
  const specificity = confusion.trueNegatives / negatives;
  if (!(sensitivity + specificity > sensitivityPlusSpecificityMin)) {
    return { kind: "judge_too_weak", sensitivityPlusSpecificity: sensitivity + specificity };
  }
  const raw = judged.good / judged.n;
  const mean = roganGladen(raw, sensitivity, specificity);
  const interval = langReiczigel(
    { value: raw, n: judged.n },
    { value: sensitivity, n: positives },
    { value: specificity, n: negatives },
  );
  return {
    kind: "corrected",
    mean,
    raw,
    n: judged.n,
    labels,
    low: Math.min(interval.low, mean),
    high: Math.max(interval.high, mean),
  };
}

interface Share {
  readonly value: number;
  readonly n: number;
}

function langReiczigel(share: Share, sensitivity: Share, specificity: Share): Interval {
  const squared = z95 * z95;
  const p = shrunk(share, squared);
  const q1 = shrunk(sensitivity, 2);
  const q0 = shrunk(specificity, 2);
  const scale = q0.value + q1.value - 1;
  const mean = (p.value + q0.value - 1) / scale;
  const ofPositives = spread(q1);
  const ofNegatives = spread(q0);
  const shift = 2 * squared * (mean * ofPositives - (1 - mean) * ofNegatives);
  const error = Math.sqrt(spread(p) + mean ** 2 * ofPositives + (1 - mean) ** 2 * ofNegatives) / scale;
  return { low: clampToUnit(mean + shift - z95 * error), high: clampToUnit(mean + shift + z95 * error) };
}

/** Adds `added` observations, half of them hits. */
function shrunk({ value, n }: Share, added: number): Share {
  return { value: (value * n + added / 2) / (n + added), n: n + added };
}

function spread({ value, n }: Share): number {
  return (value * (1 - value)) / n;
}
