import type { MetricChoice } from "./evaluation-draft";

export interface MetricDefinition {
  readonly title: string;
  readonly question: string;
  /** The rule behind the number, for the info box. */
  readonly rules: readonly string[];
  /** Calls of the judge for one trace, given its number of documents. */
  readonly calls: (documents: number) => number;
}

export const metricDefinitions: Readonly<Record<MetricChoice, MetricDefinition>> = {
  correctness: {
    title: "Correctness",
    question: "Does the answer address the question?",
    rules: [
      "One verdict: correct 1, partially correct 0.5, incorrect 0.",
      "Correct with respect to the reference text: wrong documents make a wrong answer look right.",
      "An empty answer is 0 and is not sent to the judge.",
    ],
    calls: () => 1,
  },
  faithfulness: {
    title: "Faithfulness",
    question: "Is the answer made from the reference text, free of hallucination?",
    rules: [
      "The answer is split into claims; the score is supported claims ÷ all claims.",
      "Each claim is supported, contradicted or not found, with the documents that show it.",
      "An answer without a claim, or “I do not know”, is not applicable: it has no score.",
    ],
    calls: () => 2,
  },
  retrieval: {
    title: "Retrieval relevance",
    question: "Were the right documents found, and in the right order?",
    rules: [
      "Each document is graded 0 to 3; relevance is grade ÷ 3, and relevant means 0.5 or more.",
      "nDCG@K: Σ relevance ÷ log2(rank + 1), over the same documents in their best order.",
      "Hit Rate@K: 1 if one of the first K is relevant. Precision@K: relevant among the first K, ÷ K.",
      "Reciprocal rank: 1 ÷ rank of the first relevant document; its mean over many traces is MRR.",
      "No documents: not applicable, no score.",
    ],
    calls: (documents) => documents,
  },
};

/** How often the judge will be asked for one trace. */
export function judgeCallCount(metrics: readonly MetricChoice[], documents: number): number {
  return metrics.reduce((sum, metric) => sum + metricDefinitions[metric].calls(documents), 0);
}
