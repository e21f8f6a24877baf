import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationTask, taskFields, taskFrom } from "../schemas/evaluation-task";
import { uuid } from "../schemas/trace-id";

export const cloneEvaluationTask = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}/clone",
  permission: "task:manage",
  summary: "Copy an evaluation task into a new one, which is paused until it is resumed",
  params: z.strictObject({ taskId: uuid }),
  body: z
    .strictObject({
      name: taskFields.name,
      samplingStart: taskFields.samplingStart,
      samplingEnd: taskFields.samplingEnd,
    })
    .partial(),
  response: evaluationTask,
  status: 201,
  async handle({ evaluation }, { grant, params, body }) {
    return taskFrom(await evaluation.tasks.clone(grant, params.taskId, body));
  },
});
