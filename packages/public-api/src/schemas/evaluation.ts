import { type EvaluationMetric, evaluationMetrics } from "@plumbline/evaluation/evaluation-config";
import {
  type EvaluationDetail,
  type EvaluationListItem,
  type EvaluationScore,
  judgePresets,
} from "@plumbline/evaluation/evaluation-types";
import type { Extraction, ExtractionConfig, FieldResult } from "@plumbline/span/extraction/types";
import { evaluationStates, type MetricName, metricNames } from "@plumbline/span-store/read/types";
import { z } from "zod";

const judge = z.strictObject({
  id: z.string(),
  name: z.string(),
  preset: z.enum(judgePresets),
  model: z.string(),
  baseUrl: z.string(),
  isStandIn: z.boolean().describe("No model judged: the scores come from comparing words and must be labelled so."),
});

const scoreDetail = z.strictObject({
  metric: z.enum(metricNames),
  state: z.enum(["scored", "not_applicable", "failed"]),
  score: z.number().nullable(),
  label: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).describe("Claims, verdicts, grades: what the score was made of."),
  promptVersion: z.string().nullable(),
});

const score = z.strictObject({
  score: z.number().nullable().describe("0 to 1; null: there is none."),
  label: z.string().nullable(),
  reason: z.string().nullable(),
});

const item = {
  id: z.string(),
  traceId: z.string(),
  application: z.string(),
  state: z.enum(evaluationStates),
  reason: z
    .looseObject({ code: z.string(), message: z.string() })
    .nullable()
    .describe("Why it is in this state: a word for programs, a sentence for people, and facts."),
  judge,
  scores: z.strictObject({
    correctness: score,
    faithfulness: score,
    ndcg: score,
    hitRate: score,
    precisionAtK: score,
    reciprocalRank: score,
  }),
  scoreDetails: z.array(scoreDetail).describe("The metrics that were asked for, with what each was made of."),
  requestedBy: z.string().nullable(),
  requestedAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  attempt: z.number().int(),
  nextAttemptAt: z.string().nullable(),
  promptTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  judgeCalls: z.number().int(),
};

export const evaluationItem = z.strictObject(item);
export type EvaluationItem = z.infer<typeof evaluationItem>;

const rule = z.strictObject({
  spanName: z.string(),
  jsonPathInSpan: z.string(),
  jsonPathInSpanValue: z.string().optional(),
  pick: z.enum(["first", "last", "all"]).optional(),
});
const rules = z.array(rule);
export const extractionConfig = z.strictObject({
  query: rules,
  answer: rules,
  context: rules,
}) as unknown as z.ZodType<ExtractionConfig>;

export const evaluationConfig = z.strictObject({
  metrics: z.array(z.enum(evaluationMetrics)).readonly() as unknown as z.ZodType<readonly EvaluationMetric[]>,
  k: z.number().int(),
  relevanceThreshold: z.number(),
  extraction: extractionConfig,
});

export const fieldResult = z.looseObject({ status: z.enum(["ok", "missed"]) }) as unknown as z.ZodType<FieldResult>;

const found = z.strictObject({
  text: z.string(),
  spanId: z.string(),
  spanName: z.string(),
  path: z.string().describe("Wildcards replaced by the index."),
});

export const evaluation = z.strictObject({
  ...item,
  config: evaluationConfig,
  extracted: z
    .strictObject({ query: found.nullable(), answer: found.nullable(), context: z.array(found) })
    .nullable()
    .describe("Null until the first run."),
  extraction: z
    .strictObject({ query: fieldResult, answer: fieldResult, context: fieldResult })
    .nullable()
    .describe(
      "The same with every miss and notice, as the preview shows it.",
    ) as unknown as z.ZodType<Extraction | null>,
});
export type Evaluation = z.infer<typeof evaluation>;

export function evaluationItemFrom({ scores, ...rest }: EvaluationListItem): EvaluationItem {
  return {
    ...rest,
    reason: rest.reason === null ? null : { ...rest.reason },
    scores: {
      correctness: scoreOf(scores, "correctness"),
      faithfulness: scoreOf(scores, "faithfulness"),
      ndcg: scoreOf(scores, "ndcg"),
      hitRate: scoreOf(scores, "hit_rate"),
      precisionAtK: scoreOf(scores, "precision"),
      reciprocalRank: scoreOf(scores, "reciprocal_rank"),
    },
    scoreDetails: scores.map((score) => ({ ...score, detail: { ...score.detail } })),
  };
}

export function evaluationFrom({ config, extraction, ...rest }: EvaluationDetail): Evaluation {
  return { ...evaluationItemFrom(rest), config, extraction, extracted: extractedFrom(extraction) };
}

function scoreOf(scores: readonly EvaluationScore[], metric: MetricName): z.infer<typeof score> {
  const found = scores.find((score) => score.metric === metric);
  return { score: found?.score ?? null, label: found?.label ?? null, reason: found?.reason ?? null };
}

function extractedFrom(extraction: Extraction | null): Evaluation["extracted"] {
  if (extraction === null) return null;
  const [query = null] = valuesOf(extraction.query);
  const [answer = null] = valuesOf(extraction.answer);
  return { query, answer, context: valuesOf(extraction.context) };
}

function valuesOf(result: FieldResult): z.infer<typeof found>[] {
  if (result.status !== "ok") return [];
  return result.values.map(({ text, source: { spanId, spanName, path } }) => ({ text, spanId, spanName, path }));
}
