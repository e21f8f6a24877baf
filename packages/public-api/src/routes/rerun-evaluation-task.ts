import { rerunStates } from "@plumbline/evaluation/tasks/rerun-task";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { uuid } from "../schemas/trace-id";

const response = z.strictObject({ rerun: z.number().int().describe("Traces that are judged again.") });
export type RerunEvaluationTaskResponse = z.infer<typeof response>;

export const rerunEvaluationTask = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}/rerun",
  permission: "task:manage",
  summary: "Judge traces again: of a class of failures, or of some states",
  params: z.strictObject({ taskId: uuid }),
  body: z
    .strictObject({
      class: z.string().max(50).describe("A code of the reason, such as rate, timeout or unparsable."),
      states: z
        .array(z.enum(rerunStates))
        .min(1)
        .describe("Default: failed, partly and skipped_budget. scored judges again and supersedes."),
    })
    .partial(),
  response,
  status: 202,
  handle: ({ evaluation }, { grant, params, body }) =>
    evaluation.tasks.rerun(grant, params.taskId, {
      states: body.states,
      classes: body.class === undefined ? undefined : [body.class],
    }),
});
