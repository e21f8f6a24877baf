import { z } from "zod";
import { defineRoute } from "../define-route";
import { uuid } from "../schemas/trace-id";

const judgeCall = z.strictObject({
  id: z.string(),
  at: z.string(),
  purpose: z.string(),
  attempt: z.number().int(),
  promptVersion: z.string(),
  modelRequested: z.string(),
  modelAnswered: z.string().nullable(),
  outputMode: z.string(),
  request: z.unknown().describe("Messages and parameters as sent, without the token."),
  outcome: z.string(),
  httpStatus: z.number().int().nullable(),
  answer: z.string().nullable(),
  promptTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  durationMs: z.number(),
});

const response = z.strictObject({ items: z.array(judgeCall), nextCursor: z.null() });
export type ListJudgeCallsResponse = z.infer<typeof response>;

export const listJudgeCalls = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/evaluations/{evaluationId}/judge-calls",
  permission: "evaluation:read",
  summary: "List every call to the judge, with what was asked and answered; at most 500",
  params: z.strictObject({ evaluationId: uuid }),
  response,
  async handle({ evaluation }, { grant, params }) {
    return { items: await evaluation.listJudgeCalls(grant, params.evaluationId), nextCursor: null };
  },
});
