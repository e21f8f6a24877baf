import { evaluationMetrics } from "@plumbline/evaluation/evaluation-config";
import { judgePresets } from "@plumbline/evaluation/evaluation-types";
import { budgetSchema, samplingSchema } from "@plumbline/evaluation/tasks/task-settings";
import {
  type MetricFigure,
  resultStates,
  type TaskDetail,
  type TaskSummary,
  taskStates,
} from "@plumbline/evaluation/tasks/task-types";
import { metricNames } from "@plumbline/span-store/read/types";
import { z } from "zod";
import { evaluationConfig } from "./evaluation";
import { extractionSlots } from "./extraction-slots";
import { inlineJudge } from "./inline-judge";

/** The fields that a person sets, as they are sent. */
export const taskFields = {
  name: z.string(),
  application: z.string().nullish().describe("service.name, exactly. Left out: every application."),
  filter: z.string().nullish().describe('A query as Trace Query takes it, such as: status = ok "refund policy".'),
  judgeModelId: z.string().max(64).optional().describe("A judge of the project; either this or judge."),
  judge: inlineJudge.optional().describe("A judge brought along. Needs judge:manage, but for stand-in."),
  metrics: z.array(z.enum(evaluationMetrics)).optional().describe("Default: all three."),
  k: z.number().optional().describe("Documents that retrieval metrics look at. Default: 5."),
  relevanceThreshold: z.number().optional().describe("0 to 1. Default: 0.5."),
  extraction: extractionSlots,
  samplingStart: z
    .string()
    .optional()
    .describe("Traces that began from then on, past ones as well. Default: the moment of the request."),
  samplingEnd: z.string().nullish().describe("Not included. In the past: a backfill. Left out: until it is stopped."),
  sampling: samplingSchema.describe(
    "window: one trace of every so many minutes, chosen uniformly. probability: this percentage of the traces, repeatably.",
  ),
  quietSeconds: z
    .number()
    .nullish()
    .describe("Seconds without a span after which a trace counts as complete. Left out: as its application needs."),
  budget: budgetSchema
    .partial()
    .nullish()
    .describe("Caps in tokens and US dollars, by UTC day and in total. No call is sent that could pass one."),
};

export const metricFigure = z.strictObject({
  mean: z.number().nullable().describe("Over the traces that have a value; nearer 1 is better."),
  low: z.number().nullable().describe("Bounds of the 95 % interval."),
  high: z.number().nullable(),
  n: z.number().int(),
  weightedMean: z.number().nullable().describe("Window sampling: every window weighted with its number of traces."),
});

const figureNames = ["correctness", "faithfulness", "ndcg", "hitRate", "precisionAtK", "reciprocalRank"] as const;
const sampling = z.union([
  z.strictObject({ policy: z.literal("window"), everyMinutes: z.number() }),
  z.strictObject({ policy: z.literal("probability"), percent: z.number() }),
]);
const reason = z.looseObject({ code: z.string(), message: z.string() });

const summary = {
  id: z.string(),
  name: z.string(),
  state: z.enum(taskStates),
  reason: reason.nullable().describe("Why it is blocked or failed."),
  version: z.number().int().describe("Counts up with every change of what or how is judged."),
  application: z.string().nullable(),
  judge: z.strictObject({
    id: z.string(),
    name: z.string(),
    preset: z.enum(judgePresets),
    model: z.string(),
    baseUrl: z.string(),
    isStandIn: z.boolean(),
  }),
  metrics: evaluationConfig.shape.metrics,
  sampling,
  samplingStart: z.string(),
  samplingEnd: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  counts: z
    .record(z.enum(resultStates), z.number().int())
    .describe("Traces of the period by what became of them; every trace is in exactly one."),
  scores: z.partialRecord(z.enum(figureNames), metricFigure),
};

export const evaluationTaskItem = z.strictObject(summary);
export type EvaluationTaskItem = z.infer<typeof evaluationTaskItem>;

export const evaluationTask = z.strictObject({
  ...summary,
  filter: z.string().nullable(),
  judgeModelId: z.string(),
  k: z.number().int(),
  relevanceThreshold: z.number(),
  extraction: evaluationConfig.shape.extraction,
  quietSeconds: z.number().nullable(),
  usedQuietSeconds: z.number(),
  budget: z
    .strictObject({
      tokensPerDay: z.number().nullable(),
      tokensTotal: z.number().nullable(),
      costPerDay: z.number().nullable(),
      costTotal: z.number().nullable(),
    })
    .nullable(),
  spent: z
    .strictObject({
      tokensToday: z.number(),
      tokensTotal: z.number(),
      costToday: z.number(),
      costTotal: z.number(),
    })
    .nullable()
    .describe("With what calls under way may cost at most. Null without a budget."),
  isBackfilled: z.boolean().describe("The past part of the period has been looked at."),
  receivedThrough: z.string().describe("Every trace that was received until then has been looked at."),
  versions: z
    .array(z.strictObject({ version: z.number().int(), createdAt: z.string(), createdBy: z.string().nullable() }))
    .readonly(),
});
export type EvaluationTask = z.infer<typeof evaluationTask>;

export function taskItemFrom(task: TaskSummary): EvaluationTaskItem {
  return { ...task, reason: task.reason === null ? null : { ...task.reason }, scores: scoresFrom(task) };
}

export function taskFrom(task: TaskDetail): EvaluationTask {
  return { ...task, ...taskItemFrom(task) };
}

const metricsOf = {
  correctness: ["correctness"],
  faithfulness: ["faithfulness"],
  retrieval: ["ndcg", "hit_rate", "precision", "reciprocal_rank"],
} as const;

const noFigure: MetricFigure = { mean: null, low: null, high: null, n: 0, weightedMean: null };

/** Every metric that the task judges, with n 0 where there is no value yet. */
function scoresFrom({ metrics, scores }: TaskSummary): EvaluationTaskItem["scores"] {
  const judged = metrics.flatMap((metric) => [...metricsOf[metric]]);
  return Object.fromEntries(
    judged.map((metric) => [figureNames[metricNames.indexOf(metric)] ?? metric, { ...(scores[metric] ?? noFigure) }]),
  );
}
