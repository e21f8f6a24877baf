import { z } from "zod";
import { defineRoute } from "../define-route";
import { uuid } from "../schemas/trace-id";

const response = z.strictObject({ id: z.string() });
export type RemoveJudgeModelResponse = z.infer<typeof response>;

export const removeJudgeModel = defineRoute({
  method: "DELETE",
  path: "/api/v1/projects/{projectId}/judge-models/{judgeModelId}",
  permission: "judge:manage",
  summary: "Remove a judge and erase its token; evaluations that used it stay",
  params: z.strictObject({ judgeModelId: uuid }),
  response,
  async handle({ evaluation }, { grant, params }) {
    await evaluation.archiveJudgeModel(grant, params.judgeModelId);
    return { id: params.judgeModelId };
  },
});
