import { z } from "zod";
import { defineRoute } from "../define-route";
import { judgeModel } from "../schemas/judge-model";

const response = z.strictObject({ items: z.array(judgeModel), nextCursor: z.null() });
export type ListJudgeModelsResponse = z.infer<typeof response>;

export const listJudgeModels = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/judge-models",
  permission: "judge:read",
  summary: "List the judges of the project",
  query: z.strictObject({
    unlisted: z.enum(["true", "false"]).optional().describe("Also those that came with requests."),
  }),
  response,
  async handle({ evaluation }, { grant, query }) {
    return {
      items: await evaluation.listJudgeModels(grant, { unlisted: query.unlisted === "true" }),
      nextCursor: null,
    };
  },
});
