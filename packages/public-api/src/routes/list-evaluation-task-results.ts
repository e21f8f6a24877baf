import { resultPageMax } from "@plumbline/evaluation/tasks/list-results";
import { resultStates } from "@plumbline/evaluation/tasks/task-types";
import { metricNames } from "@plumbline/span-store/read/types";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { listOf } from "../schemas/list-of";
import { uuid } from "../schemas/trace-id";

const result = z.strictObject({
  traceId: z.string(),
  traceStartTime: z.string(),
  state: z.enum(resultStates),
  reason: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  dueAt: z.string().nullable().describe("Waiting: when it is looked at next."),
  evaluationId: z.string().nullable(),
  scores: z
    .array(z.strictObject({ metric: z.enum(metricNames), score: z.number().nullable(), label: z.string().nullable() }))
    .readonly(),
  finishedAt: z.string().nullable(),
});

const response = z.strictObject({ items: z.array(result), nextCursor: z.string().nullable() });
export type ListEvaluationTaskResultsResponse = z.infer<typeof response>;

export const listEvaluationTaskResults = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/evaluation-tasks/{taskId}/results",
  permission: "evaluation:read",
  summary: "List what became of a task's traces, newest first, with scores or the reason why there are none",
  params: z.strictObject({ taskId: uuid }),
  query: z.strictObject({
    state: listOf(z.enum(resultStates))
      .optional()
      .describe("Default: all but filtered_out and sampled_out. Several are alternatives."),
    class: listOf(z.string().max(50))
      .optional()
      .describe("Codes of the reason, such as auth, rate, timeout or unparsable."),
    metric: z.enum(metricNames).optional().describe("Only traces for which this was asked."),
    label: z.string().max(100).optional().describe("Only traces with this label, such as incorrect."),
    version: z.coerce.number().int().min(1).optional().describe("Default: the current one."),
    limit: z.coerce.number().int().min(1).max(resultPageMax).default(50),
    cursor: z.string().max(200).optional(),
  }),
  response,
  async handle({ evaluation }, { grant, params, query }) {
    const { state, class: classes, ...rest } = query;
    const page = await evaluation.tasks.listResults(grant, params.taskId, { ...rest, states: state, classes });
    const items = page.items.map((item) => ({ ...item, reason: item.reason === null ? null : { ...item.reason } }));
    return { items, nextCursor: page.nextCursor };
  },
});
