import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationConfig } from "../schemas/evaluation";

const response = z.strictObject({
  last: z
    .strictObject({
      settings: evaluationConfig,
      judgeModelId: z.string().nullable().describe("Null: that judge was removed since."),
      from: z.strictObject({ scope: z.enum(["you", "project"]), application: z.string(), at: z.string() }),
    })
    .nullable()
    .describe("Null before the first evaluation."),
});
export type EvaluationSettingsResponse = z.infer<typeof response>;

export const getEvaluationSettings = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/evaluation-settings",
  permission: "evaluation:read",
  summary: "Read the settings that were used last for an application, to fill in a form",
  query: z.strictObject({ application: z.string().min(1).max(1000) }),
  response,
  async handle({ evaluation }, { grant, query }) {
    const last = await evaluation.getLastSettings(grant, query);
    return { last: last === undefined ? null : { ...last, settings: { ...last.settings }, from: { ...last.from } } };
  },
});
