import type { MetricName } from "@plumbline/span-store/read/types";
import type { JudgeLanguage } from "./language";
import type { DocumentPart } from "./text-budget";

/** The outcome of one metric for one trace, as it is stored. `score` is null unless `state` is "scored". */
export interface MetricResult {
  readonly metric: MetricName;
  readonly state: "scored" | "not_applicable" | "failed";
  readonly score: number | null;
  readonly label: string | null;
  readonly reason: string | null;
  /** Claims, verdicts, grades, K, threshold, "judged on n of n chunks": what a person needs to check the score. */
  readonly detail: Record<string, unknown>;
  readonly promptVersion: string | null;
}

/** What is judged: the extracted values, documents without duplicates in retrieved order. */
export interface JudgeInput {
  readonly query: string;
  readonly answer: string;
  readonly documents: readonly (DocumentPart & { readonly ranks: readonly number[] })[];
  readonly language: JudgeLanguage;
}
