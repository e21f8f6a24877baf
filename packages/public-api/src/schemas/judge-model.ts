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
  outputMode: z
    .enum(["json_schema", "tool", "json_object", "text"])
    .nullable()
    .describe("As the last test found it; null before the first."),
  probedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type JudgeModel = z.infer<typeof judgeModel>;

/** The service's own schemas, strict at this border: an unknown key is an error. */
export const newJudgeModel = z.strictObject(newJudgeModelSchema.shape);
export const judgeModelPatch = z.strictObject(judgeModelPatchSchema.shape);
