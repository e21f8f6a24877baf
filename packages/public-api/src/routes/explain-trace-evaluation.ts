import { resultStates, taskStates } from "@plumbline/evaluation/tasks/task-types";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { traceId } from "../schemas/trace-id";

const explanation = z.strictObject({
  taskId: z.string(),
  taskName: z.string(),
  taskState: z.enum(taskStates),
  version: z.number().int(),
  state: z
    .enum([...resultStates, "outside", "unseen"])
    .describe("outside: not of the task's period or application. unseen: not looked at yet."),
  message: z.string(),
  evaluationId: z.string().nullable(),
});

const response = z.strictObject({ items: z.array(explanation), nextCursor: z.null() });
export type ExplainTraceEvaluationResponse = z.infer<typeof response>;

export const explainTraceEvaluation = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/evaluation-tasks",
  permission: "evaluation:read",
  summary: "Say for every evaluation task what became of this trace, and why it has no score",
  params: z.strictObject({ traceId }),
  response,
  async handle({ evaluation }, { grant, params }) {
    return { items: await evaluation.tasks.explainTrace(grant, params.traceId), nextCursor: null };
  },
});
