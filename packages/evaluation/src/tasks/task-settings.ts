import { createHash } from "node:crypto";
import { PlumblineError } from "@plumbline/base/errors";
import { issueWords } from "@plumbline/base/issue-words";
import { parseQuery } from "@plumbline/query/parse";
import { z } from "zod";
import { checkConfig, type EvaluationConfig } from "../evaluation-config";
import type { Sampling, TaskBudget } from "./task-types";

const cap = z
  .number()
  .positive("must be more than 0")
  .finite()
  .nullish()
  .transform((value) => value ?? null);
const tokenCap = z
  .number()
  .int()
  .positive("must be more than 0")
  .safe()
  .nullish()
  .transform((value) => value ?? null);

const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => (text === undefined || text === null || text === "" ? null : text));

const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-23T08:00:00Z" });

export const samplingSchema = z.discriminatedUnion(
  "policy",
  [
    z.strictObject({
      policy: z.literal("window"),
      everyMinutes: z.number().int().min(1, "must be at least 1").max(10_080, "must be at most 10080, a week"),
    }),
    z.strictObject({
      policy: z.literal("probability"),
      percent: z.number().gt(0, "must be more than 0").max(100, "must be at most 100"),
    }),
  ],
  { error: "Choose how traces are sampled: { policy: window, everyMinutes } or { policy: probability, percent }." },
);

export const budgetSchema = z.strictObject({
  tokensPerDay: tokenCap,
  tokensTotal: tokenCap,
  costPerDay: cap,
  costTotal: cap,
});

const schema = z.object({
  name: z.string().trim().min(1, "Give the task a name.").max(120),
  application: optionalText(1_000),
  filter: optionalText(8_000),
  judgeModelId: z.string({ error: "Choose the judge." }),
  samplingStart: time.optional(),
  samplingEnd: time.nullish().transform((text) => text ?? null),
  sampling: samplingSchema,
  quietSeconds: z
    .number()
    .int()
    .min(0)
    .max(3_600)
    .nullish()
    .transform((seconds) => seconds ?? null),
  budget: budgetSchema.nullish().transform((given) => given ?? null),
});

/** A task as a person describes it. `metrics`, `k`, `relevanceThreshold` and `extraction` are those of an evaluation's config. */
export type TaskInput = z.input<typeof schema> & Readonly<Record<string, unknown>>;

/** A change of one: what is left out stays. */
export type TaskPatch = {
  readonly [K in keyof z.input<typeof schema>]?: z.input<typeof schema>[K] | undefined;
} & Readonly<Record<string, unknown>>;

/** Settings with a change applied. */
export function patched(settings: TaskInput, patch: TaskPatch): TaskInput {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...settings, ...Object.fromEntries(given) };
}

export interface CheckedTask {
  readonly name: string;
  readonly application: string | null;
  readonly filter: string | null;
  readonly judgeModelId: string;
  readonly config: EvaluationConfig;
  readonly samplingStart: Date;
  readonly samplingEnd: Date | null;
  readonly sampling: Sampling;
  readonly quietSeconds: number | null;
  readonly budget: TaskBudget | null;
}

const words = issueWords("The task");

/** Throws `request.invalid` with the first wrong field. A sampling start that is left out is now. */
export function checkTask(input: TaskInput, now: Date): CheckedTask {
  const parsed = schema.safeParse(input, { error: words.error });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(issue === undefined ? "" : words.field(issue), issue === undefined ? "" : words.sentence(issue));
  }
  const { samplingStart, samplingEnd, budget, filter, ...rest } = parsed.data;
  const start = samplingStart === undefined ? now : new Date(samplingStart);
  const end = samplingEnd === null ? null : new Date(samplingEnd);
  if (end !== null && end <= start) {
    throw invalid("samplingEnd", "The sampling period is empty: its end must lie after its start.");
  }
  return {
    ...rest,
    filter: checkFilter(filter),
    samplingStart: start,
    samplingEnd: end,
    budget: isEmpty(budget) ? null : budget,
    config: checkConfig({
      metrics: input.metrics,
      k: input.k,
      relevanceThreshold: input.relevanceThreshold,
      extraction: input.extraction,
    }),
  };
}

function checkFilter(filter: string | null): string | null {
  if (filter === null) return null;
  const parsed = parseQuery(filter);
  if (parsed.ok) return filter;
  const text = parsed.errors.map(({ message, start }) => `Character ${start + 1}: ${message}`).join(" ");
  throw invalid("filter", text);
}

function isEmpty(budget: TaskBudget | null): budget is null {
  return budget === null || Object.values(budget).every((value) => value === null);
}

function invalid(field: string, message: string): PlumblineError {
  return new PlumblineError("request.invalid", { field, message });
}

/** Equal for settings that give one and the same trace the same result. */
export function judgingHash(config: EvaluationConfig, judgeModelId: string): string {
  return createHash("sha256")
    .update(JSON.stringify([judgeModelId, config.metrics, config.k, config.relevanceThreshold, config.extraction]))
    .digest("hex");
}
