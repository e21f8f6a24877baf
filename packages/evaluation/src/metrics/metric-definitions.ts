import type { MetricName } from "@plumbline/span-store/read/types";
import type { EvaluationMetric } from "../evaluation-config";

/** A situation in which a formula alone would not say what the value is. */
export interface EdgeRule {
  readonly situation: string;
  /** What the metric is then: a value, or not applicable (null), or unknown (null). */
  readonly result: string;
  /** For retrieval metrics: a list for which exactly this holds (null: not judged), checked by the tests. */
  readonly example?: {
    readonly relevance: readonly (number | null)[];
    readonly k: number;
    readonly value: number | null;
  };
}

export interface MetricLabel {
  /** As stored and as the API gives it. */
  readonly label: string;
  readonly score: number | null;
  readonly meaning: string;
}

/** What a metric is, in the words that the console, the API and the documentation show. */
export interface MetricDefinition {
  readonly key: MetricName;
  /** What a person chooses in order to get it. */
  readonly choice: EvaluationMetric;
  /** Without K. */
  readonly name: string;
  /** The name of the mean over many traces, without K. */
  readonly meanName: string;
  readonly question: string;
  readonly formula: {
    /** In words. */
    readonly words: string;
    /** As it is written in the literature, in plain characters. */
    readonly notation: string;
  };
  /** It looks at the first K documents only. */
  readonly usesK: boolean;
  /** It asks whether a document is relevant, which is so from the threshold on. */
  readonly usesThreshold: boolean;
  /** What the best possible value is taken over; null where the formula has no ideal. */
  readonly idealSet: string | null;
  readonly range: { readonly low: string; readonly high: string };
  /** False for values whose size alone says neither good nor bad: they get no colour. */
  readonly hasGoodAndBad: boolean;
  readonly labels: readonly MetricLabel[];
  readonly edgeRules: readonly EdgeRule[];
  /** Where the definition comes from. */
  readonly source: string;
}

/** Where the formula speaks of documents: what r and n are. */
export const gradeRule =
  "The judge (or a person) grades every distinct document 0 to 3 for the question; its relevance r is grade ÷ 3. " +
  "A document that was retrieved twice counts once, at its first rank.";

const noDocuments: EdgeRule = {
  situation: "No document was retrieved",
  result: "Not applicable (no value), left out of the mean and counted.",
  example: { relevance: [], k: 5, value: null },
};

const noneRelevant: EdgeRule = {
  situation: "No document is relevant",
  result: "0.",
  example: { relevance: [0, 0], k: 5, value: 0 },
};

export const metricDefinitions: Readonly<Record<MetricName, MetricDefinition>> = {
  correctness: {
    key: "correctness",
    choice: "correctness",
    name: "Correctness",
    meanName: "Mean correctness",
    question: "Does the answer address the question, given the question and the reference text?",
    formula: {
      words: "One verdict of the judge: correct is 1, partially correct 0.5, incorrect 0.",
      notation: "score ∈ {1, 0.5, 0}",
    },
    usesK: false,
    usesThreshold: false,
    idealSet: null,
    range: {
      low: "wrong, or no answer to what was asked",
      high: "addresses the question and agrees with the documents",
    },
    hasGoodAndBad: true,
    labels: [
      { label: "correct", score: 1, meaning: "Addresses the question and agrees with the documents." },
      { label: "partially_correct", score: 0.5, meaning: "Leaves out something essential, or has a minor error." },
      { label: "incorrect", score: 0, meaning: "Contradicts the documents, or answers another question." },
      { label: "abstained", score: 0, meaning: "Says only that it does not know." },
      { label: "empty_answer", score: 0, meaning: "Holds nothing that could be judged; no judge was asked." },
    ],
    edgeRules: [
      {
        situation: "The documents are wrong",
        result: "Correct means correct with respect to them, so a wrong answer may look right.",
      },
      { situation: "The answer is empty", result: "0, without a call of the judge." },
      { situation: "The answer says it does not know", result: "0, with the label abstained." },
      {
        situation: "The documents are longer than the judge's context",
        result: "One verdict per part; the part that speaks best for the answer decides.",
      },
      { situation: "The judge's reply cannot be read", result: "Failed (no value), left out of the mean and counted." },
    ],
    source: "Labels and prompt of this product.",
  },
  faithfulness: {
    key: "faithfulness",
    choice: "faithfulness",
    name: "Faithfulness",
    meanName: "Mean faithfulness",
    question: "Is the answer made from the reference text, free of hallucination?",
    formula: {
      words: "Claims of the answer that the documents support, divided by all claims of the answer.",
      notation: "|supported claims| / |claims|",
    },
    usesK: false,
    usesThreshold: false,
    idealSet: null,
    range: { low: "no claim is supported", high: "every claim is supported" },
    hasGoodAndBad: true,
    labels: [
      { label: "supported", score: 1, meaning: "A document says so (per claim)." },
      { label: "contradicted", score: 0, meaning: "A document says otherwise, and none says so (per claim)." },
      { label: "not_found", score: 0, meaning: "No document says anything about it (per claim)." },
      { label: "no_claims", score: null, meaning: "The answer states nothing that could be checked." },
      { label: "empty_answer", score: null, meaning: "The answer is empty." },
    ],
    edgeRules: [
      {
        situation: "The answer makes no claim, or says it does not know",
        result: "Not applicable (no value), left out of the mean and counted.",
      },
      { situation: "The answer is empty", result: "Not applicable, without a call of the judge." },
      {
        situation: "The judge leaves out a claim, or judges one twice",
        result: "The reply counts as unreadable and is asked for again; never as “not supported”.",
      },
      {
        situation: "The documents are longer than the judge's context",
        result: "Each claim is checked against every part: supported if any part supports it.",
      },
    ],
    source: "Claim by claim as in FActScore and RAGAS, with verdicts matched by id.",
  },
  ndcg: {
    key: "ndcg",
    choice: "retrieval",
    name: "nDCG",
    meanName: "Mean nDCG",
    question: "Do the better documents stand before the worse ones?",
    formula: {
      words:
        "Relevance of each of the first K documents divided by log2(rank + 1), summed; divided by the same sum for " +
        "the best possible order.",
      notation: "nDCG@K = DCG@K / IDCG@K, DCG@K = Σ r_i / log2(i + 1) for i = 1 … min(K, n)",
    },
    usesK: true,
    usesThreshold: false,
    idealSet:
      "All retrieved and judged documents, sorted downward by relevance: not only the first K, and not the corpus. " +
      "It says how well what was retrieved is ordered, so one useful document at the top of five gives 1.",
    range: { low: "nothing relevant, or all of it below K", high: "the first K stand in the best possible order" },
    hasGoodAndBad: true,
    labels: [],
    edgeRules: [
      noDocuments,
      {
        situation: "One document",
        result: "1 if it is relevant at all, else 0.",
        example: { relevance: [1 / 3], k: 5, value: 1 },
      },
      {
        situation: "Every document has relevance 0",
        result: "0.",
        example: { relevance: [0, 0], k: 5, value: 0 },
      },
      {
        situation: "A document was not judged",
        result: "Unknown (no value), because the ideal order needs it; the number of such documents is shown.",
        example: { relevance: [1, null], k: 5, value: null },
      },
      {
        situation: "Documents of equal relevance",
        result: "Their retrieved order counts; no average over the possible orders.",
        example: { relevance: [1, 1, 0], k: 5, value: 1 },
      },
      {
        situation: "Relevance in steps",
        result: "Linear gain, r itself and not 2^r - 1.",
        example: { relevance: [0.5, 1], k: 1, value: 0.5 },
      },
    ],
    source: "Järvelin and Kekäläinen 2002; equal to scikit-learn's ndcg_score(ignore_ties=True).",
  },
  hit_rate: {
    key: "hit_rate",
    choice: "retrieval",
    name: "Hit Rate",
    meanName: "Hit Rate",
    question: "Is at least one relevant document among the first K?",
    formula: {
      words: "1 if one of the first K documents is relevant, else 0; over many traces, the share of traces with a hit.",
      notation: "Hit@K = 1 if rel_i for some i ≤ K, else 0; rel_i: r_i ≥ θ",
    },
    usesK: true,
    usesThreshold: true,
    idealSet: null,
    range: { low: "none of the first K is relevant", high: "at least one is" },
    hasGoodAndBad: true,
    labels: [],
    edgeRules: [
      noDocuments,
      noneRelevant,
      {
        situation: "A document was not judged, and another of the first K is relevant",
        result: "1, because the hit is certain.",
        example: { relevance: [null, 1], k: 5, value: 1 },
      },
      {
        situation: "A document of the first K was not judged, and no other is relevant",
        result: "Unknown (no value).",
        example: { relevance: [0, null], k: 5, value: null },
      },
    ],
    source: "trec_eval's success_K, as ir-measures' Success@K.",
  },
  precision: {
    key: "precision",
    choice: "retrieval",
    name: "Precision",
    meanName: "Mean Precision",
    question: "How much of the first K is relevant?",
    formula: {
      words: "Relevant documents among the first K, divided by K.",
      notation: "P@K = Σ rel_i / K for i = 1 … min(K, n); rel_i: r_i ≥ θ",
    },
    usesK: true,
    usesThreshold: true,
    idealSet: null,
    range: { low: "none of the first K is relevant", high: "all of them are" },
    hasGoodAndBad: false,
    labels: [],
    edgeRules: [
      noDocuments,
      {
        situation: "Fewer than K documents were retrieved",
        result: "Still divided by K; “2 of 3 retrieved” is shown beside it.",
        example: { relevance: [1, 0, 1], k: 5, value: 0.4 },
      },
      noneRelevant,
      {
        situation: "A document of the first K was not judged",
        result: "Unknown (no value).",
        example: { relevance: [1, null], k: 2, value: null },
      },
    ],
    source: "trec_eval's P_K, as ir-measures' P@K.",
  },
  reciprocal_rank: {
    key: "reciprocal_rank",
    choice: "retrieval",
    name: "Reciprocal rank",
    meanName: "MRR",
    question: "How far down is the first relevant document?",
    formula: {
      words:
        "1 divided by the rank of the first relevant document of the whole list; its mean over many traces is MRR.",
      notation: "RR = 1 / min{ i : rel_i }, 0 if there is none; rel_i: r_i ≥ θ; MRR = mean of RR",
    },
    usesK: false,
    usesThreshold: true,
    idealSet: null,
    range: { low: "no relevant document", high: "the first document is relevant" },
    hasGoodAndBad: true,
    labels: [],
    edgeRules: [
      noDocuments,
      noneRelevant,
      {
        situation: "The first relevant document stands below K",
        result: "It counts, because the whole list is looked at.",
        example: { relevance: [0, 0, 0, 1], k: 3, value: 0.25 },
      },
      {
        situation: "A document before the first relevant one was not judged",
        result: "Unknown (no value).",
        example: { relevance: [null, 1], k: 5, value: null },
      },
    ],
    source: "trec_eval's recip_rank, as ir-measures' RR.",
  },
};
