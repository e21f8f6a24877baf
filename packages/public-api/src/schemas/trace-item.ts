import { kindNumbers, type LlmKind } from "@plumbline/span/kind";
import {
  type EvaluationSummary,
  evaluationStates,
  metricNames,
  type TraceListItem,
} from "@plumbline/span-store/read/types";
import { z } from "zod";

export const kind = z.enum(Object.keys(kindNumbers) as [LlmKind, ...LlmKind[]]);
export const status = z.enum(["ok", "error", "unset"]).describe("OTLP status; unset is the usual one of a success.");

const scored = {
  evaluationId: z.string(),
  judgeName: z.string(),
  isStandIn: z
    .boolean()
    .describe("The judge was the stand-in; its scores must be labelled so wherever they are shown."),
  scores: z.array(
    z.strictObject({
      metric: z.enum(metricNames),
      score: z.number().nullable(),
      k: z.number().int().optional(),
      isFailed: z
        .literal(true)
        .optional()
        .describe("The metric was to be judged and was not. Without it, null: the metric does not apply."),
    }),
  ),
  finishedAt: z.string().nullable(),
};

export const evaluationSummary = z.strictObject({
  ...scored,
  state: z.enum(evaluationStates),
  chip: z.string().nullable().describe("What to show where scores cannot speak, e.g. Not extracted: Context."),
  lastScored: z
    .strictObject(scored)
    .optional()
    .describe("The newest evaluation that has scores, where this one is not done or came to none."),
});

/** One trace as lists show it. */
export const traceItem = z.strictObject({
  traceId: z.string(),
  name: z.string().describe("Name of the root span, else of the earliest one."),
  application: z.string(),
  startTime: z.string().describe("ISO 8601, UTC, microseconds."),
  durationMs: z.number(),
  status,
  isIncomplete: z.boolean().describe("The root or a parent has not arrived."),
  isRunning: z.boolean().describe("A span has not ended; numbers are so far."),
  rootKind: kind,
  spanCount: z.number().int(),
  errorCount: z.number().int(),
  tokens: z
    .strictObject({ input: z.number().nullable(), output: z.number().nullable(), total: z.number() })
    .nullable()
    .describe("Null: no span reported any."),
  cost: z.number().nullable().describe("US dollars, each model call once; null: no call has a price."),
  models: z.array(z.string()),
  sessionId: z.string().nullable(),
  userId: z.string().nullable(),
  input: z.string().nullable().describe("Preview of the input, one line."),
  output: z.string().nullable().describe("Preview of the output, one line."),
  errorMessage: z.string().nullable(),
  evaluation: evaluationSummary.nullable().describe("The newest evaluation."),
});
export type TraceItem = z.infer<typeof traceItem>;

export function traceItemFrom(trace: TraceListItem): TraceItem {
  const { inputTokens: input, outputTokens: output } = trace;
  return {
    traceId: trace.traceId,
    name: trace.name,
    application: trace.application,
    startTime: trace.startTime,
    durationMs: Number(trace.durationNs) / 1e6,
    status: trace.status,
    isIncomplete: trace.isIncomplete,
    isRunning: trace.isRunning,
    rootKind: trace.rootKind,
    spanCount: trace.spanCount,
    errorCount: trace.errorCount,
    tokens: input === null && output === null ? null : { input, output, total: (input ?? 0) + (output ?? 0) },
    cost: trace.cost,
    models: [...trace.models],
    sessionId: trace.sessionId,
    userId: trace.userId,
    input: trace.inputPreview,
    output: trace.outputPreview,
    errorMessage: trace.errorMessage,
    evaluation: trace.evaluation === null ? null : evaluationFrom(trace.evaluation),
  };
}

function evaluationFrom(summary: EvaluationSummary): z.infer<typeof evaluationSummary> {
  const { lastScored, scores, ...rest } = summary;
  return {
    ...rest,
    scores: [...scores],
    ...(lastScored === undefined ? {} : { lastScored: { ...lastScored, scores: [...lastScored.scores] } }),
  };
}
