import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationTask, taskFrom } from "../schemas/evaluation-task";
import { uuid } from "../schemas/trace-id";

export const stopEvaluationTask = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}/stop",
  permission: "task:manage",
  summary: "Stop an evaluation task: running evaluations finish, what waits is cancelled",
  params: z.strictObject({ taskId: uuid }),
  response: evaluationTask,
  failures: ["resource.conflict"],
  async handle({ evaluation }, { grant, params }) {
    return taskFrom(await evaluation.tasks.stop(grant, params.taskId));
  },
});
