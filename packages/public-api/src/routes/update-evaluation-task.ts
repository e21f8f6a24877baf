import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationTask, taskFields, taskFrom } from "../schemas/evaluation-task";
import { nameOfExtractionField, toExtraction } from "../schemas/extraction-slots";
import { judgeIdOf, withField } from "../schemas/inline-judge";
import { uuid } from "../schemas/trace-id";

export const updateEvaluationTask = defineRoute({
  method: "PATCH",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}",
  permission: "task:manage",
  summary: "Change an evaluation task; anything but its name and budget makes a new version of it",
  params: z.strictObject({ taskId: uuid }),
  body: z.strictObject(taskFields).partial(),
  response: evaluationTask,
  failures: ["resource.conflict", "judge.invalid_address"],
  async handle(services, { grant, principal, params, body }) {
    const { judgeModelId: id, judge, extraction, ...settings } = body;
    const namesJudge = id !== undefined || judge !== undefined;
    const patch = {
      ...settings,
      ...(namesJudge
        ? { judgeModelId: await judgeIdOf(services, grant, principal, { field: "judgeModelId", id, judge }) }
        : {}),
      ...(extraction === undefined ? {} : { extraction: toExtraction(extraction) }),
    };
    return services.evaluation.tasks.update(grant, params.taskId, patch).then(taskFrom, (error: unknown) => {
      throw extraction === undefined ? error : withField(error, (field) => nameOfExtractionField(field, extraction));
    });
  },
});
