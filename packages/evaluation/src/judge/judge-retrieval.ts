import type { MetricName } from "@plumbline/span-store/read/types";
import { type RetrievalMetricOptions, type RetrievalMetrics, retrievalMetrics } from "../metrics/retrieval-metrics";
import { relevancePrompt } from "../prompts/relevance";
import { relevanceReply } from "../reply/reply-schemas";
import { askJudge, type JudgeSession } from "./ask-judge";
import { documentBudget } from "./content-budget";
import { gather, gatherParts } from "./gather";
import { partsDetail, undecided } from "./judged-parts";
import type { JudgeInput, MetricResult } from "./metric-result";
import { JudgeFailure, type JudgeFailureOutcome } from "./outcome";
import { splitByTokens } from "./text-budget";

const maxTokens = 256;

/** One document's grade, kept so that the threshold can change without asking the judge again. */
export interface DocumentGrade {
  readonly id: number;
  readonly ranks: readonly number[];
  /** 0 to 3, or null where the judge gave no readable grade. */
  readonly grade: number | null;
  /** grade / 3. */
  readonly relevance: number | null;
  readonly reason: string;
  /** Of a document that was judged in parts. */
  readonly chunksJudged?: number;
  readonly chunks?: number;
  readonly failure: JudgeFailureOutcome | null;
}

const values: readonly { readonly metric: MetricName; readonly read: (metrics: RetrievalMetrics) => number | null }[] =
  [
    { metric: "ndcg", read: ({ ndcg }) => ndcg },
    { metric: "hit_rate", read: ({ hitRate }) => hitRate },
    { metric: "precision", read: ({ precision }) => precision },
    { metric: "reciprocal_rank", read: ({ reciprocalRank }) => reciprocalRank },
  ];

/** Grades every distinct document, one call each, all at once, and computes the four retrieval metrics from the grades. */
export async function judgeRetrieval(
  session: JudgeSession,
  input: JudgeInput,
  options: RetrievalMetricOptions,
): Promise<MetricResult[]> {
  const grades = await gather(input.documents.map((document) => gradeDocument(session, input, document)));
  const metrics = retrievalMetrics(
    grades.map(({ relevance }) => relevance),
    options,
  );
  const { n, holes, fewerThanK } = metrics;
  const shared = { k: options.k, relevanceThreshold: options.relevanceThreshold, n, holes, fewerThanK };
  return values.map(({ metric, read }): MetricResult => {
    // The grades stand with the first metric only; the others refer to it.
    const detail = metric === "ndcg" ? { ...shared, idealSet: "retrieved", documents: grades } : shared;
    const score = read(metrics);
    const base = { metric, score, label: null, detail, promptVersion: relevancePrompt.version };
    if (score !== null) return { ...base, state: "scored", reason: null };
    if (n === 0) return { ...base, state: "not_applicable", reason: "No document was retrieved." };
    const reason = `${holes} of ${n} documents could not be judged, and the value depends on them.`;
    return { ...base, state: "failed", reason };
  });
}

async function gradeDocument(
  session: JudgeSession,
  { query, language }: JudgeInput,
  document: JudgeInput["documents"][number],
): Promise<DocumentGrade> {
  const base = { id: document.id, ranks: document.ranks };
  try {
    const budget = documentBudget(session.endpoint, relevancePrompt, language, query, maxTokens);
    const parts = splitByTokens(document.text, budget);
    const judged = await gatherParts(
      parts.map((text, index) =>
        askJudge(session, {
          prompt: relevancePrompt,
          part: parts.length > 1 ? `${document.id}.${index + 1}` : `${document.id}`,
          language,
          content: { query, document: { id: document.id, text } },
          schema: relevanceReply,
          maxTokens,
        }),
      ),
    );
    // A long document is as relevant as its best part, and a part that could not be judged might be better.
    const best = judged.answers.filter((reply) => reply !== undefined).reduce((a, b) => (b.grade > a.grade ? b : a));
    const { failure } = judged;
    if (failure !== undefined && best.grade < 3) {
      const { reason } = undecided(failure, judged.judged, parts.length);
      return { ...base, grade: null, relevance: null, reason: reason ?? "", failure: failure.outcome };
    }
    return {
      ...base,
      ...partsDetail(judged.judged, parts.length),
      grade: best.grade,
      relevance: best.grade / 3,
      reason: best.reason,
      failure: null,
    };
  } catch (thrown) {
    if (!(thrown instanceof JudgeFailure) || thrown.scope !== "metric") throw thrown;
    return { ...base, grade: null, relevance: null, reason: thrown.message, failure: thrown.outcome };
  }
}
