import type { EvaluationDetail, EvaluationScore, JudgeCallView } from "@plumbline/evaluation/evaluation-types";
import type { MetricName } from "@plumbline/span-store/read/types";

export type { EvaluationDetail, EvaluationScore, JudgeCallView };

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

export const isUnfinished = (state: EvaluationDetail["state"]): boolean =>
  state === "queued" || state === "running" || state === "delayed";

export function claimsOf(scores: readonly EvaluationScore[]): readonly ClaimView[] {
  const claims = scores.find(({ metric }) => metric === "faithfulness")?.detail.claims;
  return Array.isArray(claims) ? (claims as ClaimView[]) : [];
}

export function gradesOf(scores: readonly EvaluationScore[]): ReadonlyMap<number, GradeView> {
  const documents = scores.find(({ metric }) => metric === "ndcg")?.detail.documents;
  const grades = Array.isArray(documents) ? (documents as GradeView[]) : [];
  return new Map(grades.map((grade) => [grade.id, grade]));
}

export const stateTitles: Readonly<Record<EvaluationDetail["state"], string>> = {
  queued: "Queued",
  running: "Running",
  delayed: "Delayed",
  not_extracted: "Not extracted",
  succeeded: "Scored",
  partly: "Partly judged",
  failed: "Failed",
  cancelled: "Cancelled",
  superseded: "Superseded",
};
