/** Fields with bounds instead of ticks. */
export const rangeFields = [
  "score.correctness",
  "score.faithfulness",
  "score.ndcg",
  "duration",
  "tokens",
  "cost",
  "spans",
] as const;
export type RangeField = (typeof rangeFields)[number];

interface ShownRange {
  readonly title: string;
  /** What may be written as its bounds. */
  readonly examples: readonly [from: string, to: string];
  readonly isOpenAtFirst: boolean;
  /** Only some projects have it: where no trace does, it is not shown. */
  readonly isOptional?: boolean;
}

export const shownRanges: Record<RangeField, ShownRange> = {
  "score.correctness": { title: "Correctness", examples: ["0.5", "80%"], isOpenAtFirst: true, isOptional: true },
  "score.faithfulness": { title: "Faithfulness", examples: ["0.5", "80%"], isOpenAtFirst: true, isOptional: true },
  "score.ndcg": { title: "nDCG", examples: ["0.5", "80%"], isOpenAtFirst: false, isOptional: true },
  duration: { title: "Duration", examples: ["400ms", "2s"], isOpenAtFirst: true },
  tokens: { title: "Tokens", examples: ["100", "10k"], isOpenAtFirst: true },
  cost: { title: "Cost", examples: ["0.01", "1"], isOpenAtFirst: true },
  spans: { title: "Spans", examples: ["5", "100"], isOpenAtFirst: false },
};
