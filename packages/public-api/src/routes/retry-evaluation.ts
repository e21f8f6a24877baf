import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluation, evaluationFrom } from "../schemas/evaluation";
import { uuid } from "../schemas/trace-id";

export type RetryEvaluationResponse = z.infer<typeof evaluation>;

export const retryEvaluation = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/evaluations/{evaluationId}/retry",
  permission: "evaluation:run",
  summary: "Run an evaluation again that did not come to an end",
  params: z.strictObject({ evaluationId: uuid }),
  response: evaluation,
  failures: ["resource.conflict"],
  handle: async (services, { grant, params }) =>
    evaluationFrom(await services.evaluation.retryEvaluation(grant, params.evaluationId)),
});
