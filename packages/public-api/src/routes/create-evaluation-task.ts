import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationTask, taskFields, taskFrom } from "../schemas/evaluation-task";
import { nameOfExtractionField, toExtraction } from "../schemas/extraction-slots";
import { judgeIdOf, withField } from "../schemas/inline-judge";

export const createEvaluationTask = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/evaluation-tasks",
  permission: "task:manage",
  summary: "Create an evaluation task over live traffic, a past range, or both; it begins at its sampling start",
  body: z.strictObject(taskFields),
  response: evaluationTask,
  status: 201,
  failures: ["resource.not_found", "resource.conflict", "judge.invalid_address"],
  async handle(services, { grant, principal, body }) {
    const { judgeModelId: id, judge, extraction, ...settings } = body;
    const judgeModelId = await judgeIdOf(services, grant, principal, { field: "judgeModelId", id, judge });
    const input = { ...settings, judgeModelId, extraction: toExtraction(extraction) };
    return services.evaluation.tasks.create(grant, input).then(taskFrom, (error: unknown) => {
      throw withField(error, (field) => nameOfExtractionField(field, extraction));
    });
  },
});
