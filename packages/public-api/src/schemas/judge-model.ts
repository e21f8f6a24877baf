import { judgePresets } from "@plumbline/evaluation/evaluation-types";
import { judgeModelPatchSchema, newJudgeModelSchema } from "@plumbline/evaluation/models/judge-models";
import { z } from "zod";

/** A judge. Its token is write-only: its last four characters are all that comes back. */
export const judgeModel = z.strictObject({
  id: z.string(),
  name: z.string(),
  preset: z.enum(judgePresets),
  isStandIn: z.boolean(),
  baseUrl: z.string(),
  model: z.string(),
  hasToken: z.boolean(),
  tokenLast4: z.string().nullable(),
  authScheme: z.enum(["bearer", "raw"]),
  temperature: z.number().nullable(),
  topP: z.number().nullable(),
  contextTokens: z.number().int(),
  maxConcurrency: z.number().int(),
  timeoutMs: z.number().int(),
  requestsPerMinute: z.number().int().nullable().describe("What the account allows; null: not known."),
  tokensPerMinute: z.number().int().nullable(),
  inputPerMillion: z
    .number()
    .nullable()
    .describe("US dollars per million tokens; null: no price, and no cost is shown."),
  outputPerMillion: z.number().nullable(),
  refusedParameters: z.array(z.string()).readonly().describe("What its server refused and calls go without since."),
  outputMode: z
    .enum(["json_schema", "tool", "json_object", "text"])
    .nullable()
    .describe("How it answers, or for a preset is known to; null while neither is known."),
  probedAt: z.string().nullable().describe("The last test that passed."),
  lastAnswerAt: z.string().nullable().describe("The last readable answer, of an evaluation or a test."),
  lastFailure: z
    .strictObject({ code: z.string(), message: z.string(), at: z.string() })
    .nullable()
    .describe("The last call that gave none; it may be older than the last answer."),
  isListed: z.boolean().describe("False: it came with a request and is in no list of choices."),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type JudgeModel = z.infer<typeof judgeModel>;

/** The service's own schemas, strict at this border: an unknown key is an error. */
export const newJudgeModel = z.strictObject(newJudgeModelSchema.shape);
export const judgeModelPatch = z.strictObject(judgeModelPatchSchema.shape);
