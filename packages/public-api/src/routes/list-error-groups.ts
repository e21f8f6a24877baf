import { errorGroupsShownMax, newAfterDays } from "@plumbline/span-store/metrics/error-groups";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { metricFilter } from "../schemas/metrics";
import { timeRange, toRange } from "../schemas/time-range";

const response = z.strictObject({
  items: z.array(
    z.strictObject({
      errorType: z.string().nullable(),
      shape: z.string().nullable().describe("The message with numbers, ids and quoted parts left out."),
      message: z.string().nullable().describe("Of the newest occurrence."),
      spanName: z.string().describe("Of the newest occurrence."),
      occurrences: z.number().int().describe("Failed spans without a failed child."),
      traces: z.number().int(),
      firstSeen: z.string(),
      lastSeen: z.string(),
      sampleTraceIds: z.array(z.string()).describe("The newest first; at most 5."),
      applications: z.array(z.string()).describe("Most occurrences first."),
      isNew: z.boolean().describe(`Nothing like it failed in the ${newAfterDays} days before the range.`),
    }),
  ),
  nextCursor: z.null(),
});
export type ErrorGroupsResponse = z.infer<typeof response>;

export const listErrorGroups = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/metrics/error-groups",
  permission: "trace:read",
  summary: `Failures by exception type and shape of message, most frequent first, at most ${errorGroupsShownMax}; default range: 24 hours`,
  query: z.strictObject({
    ...timeRange(1),
    application: metricFilter.application,
    environment: metricFilter.environment,
  }),
  response,
  async handle({ metrics }, { grant, query }) {
    const { application, environment } = query;
    const found = await metrics.readErrorGroups(grant, {
      ...toRange(query, 1),
      ...(application === undefined ? {} : { application }),
      ...(environment === undefined ? {} : { environment }),
    });
    const items = found.map((group) => ({
      ...group,
      sampleTraceIds: [...group.sampleTraceIds],
      applications: [...group.applications],
    }));
    return { items, nextCursor: null };
  },
});
