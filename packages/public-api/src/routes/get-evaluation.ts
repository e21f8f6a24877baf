import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluation, evaluationFrom } from "../schemas/evaluation";
import { uuid } from "../schemas/trace-id";

export type EvaluationResponse = z.infer<typeof evaluation>;

export const getEvaluation = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/evaluations/{evaluationId}",
  permission: "evaluation:read",
  summary: "Read an evaluation: state, scores, reasons, and what was read from which span",
  params: z.strictObject({ evaluationId: uuid }),
  response: evaluation,
  handle: async (services, { grant, params }) =>
    evaluationFrom(await services.evaluation.getEvaluation(grant, params.evaluationId)),
});
