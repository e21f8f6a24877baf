import { defineRoute } from "../define-route";
import { judgeModel, newJudgeModel } from "../schemas/judge-model";

export const createJudgeModel = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/judge-models",
  permission: "judge:manage",
  summary: "Add a judge: a preset, or any OpenAI-compatible endpoint",
  body: newJudgeModel,
  response: judgeModel,
  status: 201,
  failures: ["resource.not_found", "resource.conflict", "judge.invalid_address"],
  handle: ({ evaluation }, { grant, body }) => evaluation.createJudgeModel(grant, body),
});
