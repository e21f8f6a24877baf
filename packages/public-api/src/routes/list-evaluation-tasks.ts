import { taskPageMax } from "@plumbline/evaluation/tasks/read-tasks";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { evaluationTaskItem, taskItemFrom } from "../schemas/evaluation-task";

const response = z.strictObject({ items: z.array(evaluationTaskItem), nextCursor: z.string().nullable() });
export type ListEvaluationTasksResponse = z.infer<typeof response>;

export const listEvaluationTasks = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/evaluation-tasks",
  permission: "evaluation:read",
  summary: "List evaluation tasks, newest first, with what became of their traces and the average scores",
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(taskPageMax).default(50),
    cursor: z.string().max(200).optional(),
  }),
  response,
  async handle({ evaluation }, { grant, query }) {
    const { items, nextCursor } = await evaluation.tasks.list(grant, query);
    return { items: items.map(taskItemFrom), nextCursor };
  },
});
