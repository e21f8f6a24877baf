import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationItem, evaluationItemFrom } from "../schemas/evaluation";
import { traceId } from "../schemas/trace-id";

const response = z.strictObject({ items: z.array(evaluationItem), nextCursor: z.null() });
export type ListEvaluationsResponse = z.infer<typeof response>;

export const listEvaluations = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/evaluations",
  permission: "evaluation:read",
  summary: "List a trace's evaluations, newest first; at most 100. They outlive the trace.",
  params: z.strictObject({ traceId }),
  response,
  async handle({ evaluation }, { grant, params }) {
    const items = await evaluation.listEvaluations(grant, params.traceId);
    return { items: items.map(evaluationItemFrom), nextCursor: null };
  },
});
