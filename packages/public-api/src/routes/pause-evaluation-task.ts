import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationTask, taskFrom } from "../schemas/evaluation-task";
import { uuid } from "../schemas/trace-id";

export const pauseEvaluationTask = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}/pause",
  permission: "task:manage",
  summary: "Pause an evaluation task: nothing new begins, and what waits goes on waiting",
  params: z.strictObject({ taskId: uuid }),
  response: evaluationTask,
  failures: ["resource.conflict"],
  async handle({ evaluation }, { grant, params }) {
    return taskFrom(await evaluation.tasks.pause(grant, params.taskId));
  },
});
