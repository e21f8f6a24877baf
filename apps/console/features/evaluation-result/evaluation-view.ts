import type { EvaluationResponse } from "@plumbline/public-api/routes/get-evaluation";
import type { MetricName } from "@plumbline/span-store/read/types";

export type EvaluationDetail = EvaluationResponse;
export type EvaluationScore = EvaluationResponse["scoreDetails"][number];

/** One claim of the answer and what the judge found about it. */
export interface ClaimView {
  readonly id: number;
  readonly claim: string;
  readonly verdict: "supported" | "contradicted" | "not_found";
  readonly reason: string;
  /** Document numbers, from 1, as the context lists them. */
  readonly evidence: readonly number[];
}

/** One document's grade, 0 to 3; null where the judge gave no readable one. */
export interface GradeView {
  readonly id: number;
  readonly ranks: readonly number[];
  readonly grade: number | null;
  readonly reason: string;
}

export const metricTitles: Readonly<Record<MetricName, (k: number) => string>> = {
  correctness: () => "Correctness",
  faithfulness: () => "Faithfulness",
  ndcg: (k) => `nDCG@${k}`,
  hit_rate: (k) => `Hit Rate@${k}`,
  precision: (k) => `Precision@${k}`,
  reciprocal_rank: () => "Reciprocal rank",
};

/** Precision@K has no good or bad of its own: it depends on how many documents were relevant at all. */
export function hasThresholds(metric: MetricName): boolean {
  return metric !== "precision";
}

export function claimsOf(scores: readonly EvaluationScore[]): readonly ClaimView[] {
  const claims = scores.find(({ metric }) => metric === "faithfulness")?.detail.claims;
  return Array.isArray(claims) ? (claims as ClaimView[]) : [];
}

/** Grades by the rank of the document, from 1. A document that came twice was judged once and has both its ranks. */
export function gradesOf(scores: readonly EvaluationScore[]): ReadonlyMap<number, GradeView> {
  return new Map(gradeList(scores).flatMap((grade) => grade.ranks.map((rank) => [rank, grade])));
}

/** The ranks of the documents that decide a claim; the judge names documents by id, which counts each text once. */
export function evidenceRanks(scores: readonly EvaluationScore[], claim: ClaimView | undefined): ReadonlySet<number> {
  const ranksOf = new Map(gradeList(scores).map(({ id, ranks }) => [id, ranks]));
  return new Set(claim?.evidence.flatMap((id) => ranksOf.get(id) ?? [id]));
}

function gradeList(scores: readonly EvaluationScore[]): readonly GradeView[] {
  const documents = scores.find(({ metric }) => metric === "ndcg")?.detail.documents;
  return Array.isArray(documents) ? (documents as GradeView[]) : [];
}
