import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationTask, taskFrom } from "../schemas/evaluation-task";
import { uuid } from "../schemas/trace-id";

export const resumeEvaluationTask = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}/resume",
  permission: "task:manage",
  summary: "Resume an evaluation task that is paused, blocked or stopped, where it was",
  params: z.strictObject({ taskId: uuid }),
  response: evaluationTask,
  failures: ["resource.conflict"],
  async handle({ evaluation }, { grant, params }) {
    return taskFrom(await evaluation.tasks.resume(grant, params.taskId));
  },
});
