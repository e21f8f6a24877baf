import { agreement, type ConfusionMatrix } from "./confusion-matrix";
import type { Interval } from "./interval";
import { seededRandom } from "./seeded-random";

/** How a kappa is read: below 0.4 not for decisions, 0.4 to 0.6 weak, above usable. */
export type KappaReading = "not for decisions" | "weak" | "usable";

export type KappaResult =
  | {
      readonly kind: "kappa";
      readonly kappa: number;
      readonly interval: Interval;
      readonly n: number;
      readonly reading: KappaReading;
    }
  | { readonly kind: "not_enough_labels"; readonly n: number; readonly missing: number }
  /** Both chose one label for everything: agreement by chance is 1, and kappa is 0 ÷ 0. */
  | { readonly kind: "undefined"; readonly n: number };

/** Below this the interval spans most of the scale, and a kappa would only look exact. */
export const kappaLabelsMin = 30;
const draws = 1_999;
const seed = 0x0ca9_9a5e;

/**
 * Cohen's kappa (Cohen 1960): (observed - expected) ÷ (1 - expected), where expected is the agreement of two raters who
 * choose independently with the same label shares. 1 is perfect, 0 chance, below 0 worse than chance.
 *
 * @returns null where it is 0 ÷ 0: no trace, or one label for everything by both.
 */
export function cohensKappa({ counts, n }: Pick<ConfusionMatrix, "counts" | "n">): number | null {
  const observed = agreement({ counts, n });
  if (observed === null) return null;
  const rowTotals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const expected = rowTotals.reduce((sum, total, place) => {
    const column = counts.reduce((columnSum, row) => columnSum + (row[place] ?? 0), 0);
    return sum + (total / n) * (column / n);
  }, 0);
  return expected >= 1 ? null : (observed - expected) / (1 - expected);
}

/**
 * Kappa with the 95 % percentile interval of 1,999 resamples of the labelled traces (seeded: the same labels give the same
 * interval). Resamples without a kappa are left out.
 */
export function kappaWithInterval(matrix: Pick<ConfusionMatrix, "counts" | "n">): KappaResult {
  const { n } = matrix;
  if (n < kappaLabelsMin) return { kind: "not_enough_labels", n, missing: kappaLabelsMin - n };
  const kappa = cohensKappa(matrix);
  if (kappa === null) return { kind: "undefined", n };
  const resampled = resampledKappas(matrix).sort();
  const at = (share: number) => resampled[Math.round(share * (resampled.length - 1))] ?? kappa;
  const interval = { low: Math.min(kappa, at(0.025)), high: Math.max(kappa, at(0.975)) };
  return { kind: "kappa", kappa, interval, n, reading: readingOf(kappa) };
}

function readingOf(kappa: number): KappaReading {
  // 0.4 out of counts may be 0.39999… in binary.
  if (kappa < 0.4 - 1e-9) return "not for decisions";
  return kappa < 0.6 + 1e-9 ? "weak" : "usable";
}

function resampledKappas({ counts, n }: Pick<ConfusionMatrix, "counts" | "n">): Float64Array {
  const size = counts.length;
  const cells = counts.flatMap((row, human) =>
    row.flatMap((count, judge) => Array<number>(count).fill(human * size + judge)),
  );
  const random = seededRandom(seed);
  const kappas = new Float64Array(draws);
  let kept = 0;
  for (let draw = 0; draw < draws; draw++) {
    const drawn = counts.map((row) => Array<number>(row.length).fill(0));
    for (let label = 0; label < n; label++) {
      const cell = cells[Math.floor(random() * n)] ?? 0;
      const row = drawn[Math.floor(cell / size)];
      if (row !== undefined) row[cell % size] = (row[cell % size] ?? 0) + 1;
    }
    const kappa = cohensKappa({ counts: drawn, n });
    if (kappa !== null) kappas[kept++] = kappa;
  }
  return kappas.subarray(0, kept);
}
