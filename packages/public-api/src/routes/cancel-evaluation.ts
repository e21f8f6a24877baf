import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluation, evaluationFrom } from "../schemas/evaluation";
import { uuid } from "../schemas/trace-id";

export type CancelEvaluationResponse = z.infer<typeof evaluation>;

export const cancelEvaluation = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/evaluations/{evaluationId}/cancel",
  permission: "evaluation:run",
  summary: "End an evaluation; scores that it has stay",
  params: z.strictObject({ evaluationId: uuid }),
  response: evaluation,
  failures: ["resource.conflict"],
  handle: async (services, { grant, params }) =>
    evaluationFrom(await services.evaluation.cancelEvaluation(grant, params.evaluationId)),
});
