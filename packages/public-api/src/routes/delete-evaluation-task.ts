import { z } from "zod";
import { defineRoute } from "../define-route";
import { uuid } from "../schemas/trace-id";

const response = z.strictObject({ id: z.string() });
export type DeleteEvaluationTaskResponse = z.infer<typeof response>;

export const deleteEvaluationTask = defineRoute({
  method: "DELETE",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}",
  permission: "task:manage",
  summary: "Delete an evaluation task; its results stay with their traces unless results=delete",
  params: z.strictObject({ taskId: uuid }),
  query: z.strictObject({ results: z.enum(["keep", "delete"]).default("keep") }),
  response,
  async handle({ evaluation }, { grant, params, query }) {
    await evaluation.tasks.delete(grant, params.taskId, { keepResults: query.results === "keep" });
    return { id: params.taskId };
  },
});
