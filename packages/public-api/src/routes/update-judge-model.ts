import { z } from "zod";
import { defineRoute } from "../define-route";
import { judgeModel, judgeModelPatch } from "../schemas/judge-model";
import { uuid } from "../schemas/trace-id";

export const updateJudgeModel = defineRoute({
  method: "PATCH",
  path: "/api/v1/projects/{projectId}/judge-models/{judgeModelId}",
  permission: "judge:manage",
  summary: "Change a judge; another address erases the token unless a new one comes with it",
  params: z.strictObject({ judgeModelId: uuid }),
  body: judgeModelPatch,
  response: judgeModel,
  failures: ["resource.conflict", "judge.invalid_address"],
  handle: ({ evaluation }, { grant, params, body }) => evaluation.updateJudgeModel(grant, params.judgeModelId, body),
});
