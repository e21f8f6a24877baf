/** How often a person and the judge chose these two labels for the same trace. */
export interface LabelPair {
  readonly human: string;
  readonly judge: string;
  /** Whole number from 0. */
  readonly count: number;
}

export interface ConfusionMatrix {
  /** In the order given, or of first appearance. */
  readonly labels: readonly string[];
  /** `counts[human][judge]`, places as in `labels`. */
  readonly counts: readonly (readonly number[])[];
  readonly n: number;
}

/**
 * @param labels The metric's labels in their order; those that occur and are missing here follow.
 */
export function confusionMatrix(pairs: readonly LabelPair[], labels: readonly string[] = []): ConfusionMatrix {
  const all = [...new Set([...labels, ...pairs.flatMap(({ human, judge }) => [human, judge])])];
  const placeOf = new Map(all.map((label, place) => [label, place]));
  const counts = all.map(() => Array<number>(all.length).fill(0));
  let n = 0;
  for (const { human, judge, count } of pairs) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`A count must be a whole number from 0, not ${count}.`);
    }
    const row = counts[placeOf.get(human) ?? -1];
    const column = placeOf.get(judge) ?? -1;
    if (row !== undefined) row[column] = (row[column] ?? 0) + count;
    n += count;
  }
  return { labels: all, counts, n };
}

/** Share of traces with the same label by both, 0 to 1; null without a trace. */
export function agreement({ counts, n }: Pick<ConfusionMatrix, "counts" | "n">): number | null {
  if (n === 0) return null;
  return counts.reduce((sum, row, place) => sum + (row[place] ?? 0), 0) / n;
}
