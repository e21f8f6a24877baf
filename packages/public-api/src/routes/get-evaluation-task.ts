import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationTask, taskFrom } from "../schemas/evaluation-task";
import { uuid } from "../schemas/trace-id";

export const getEvaluationTask = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}",
  permission: "evaluation:read",
  summary: "Read an evaluation task: its settings, state, counts, scores and spending",
  params: z.strictObject({ taskId: uuid }),
  response: evaluationTask,
  async handle({ evaluation }, { grant, params }) {
    return taskFrom(await evaluation.tasks.get(grant, params.taskId));
  },
});
