import { z } from "zod";
import { defineRoute } from "../define-route";
import { metricFilter } from "../schemas/metrics";
import { timeRange, toRange } from "../schemas/time-range";

const application = z.strictObject({
  application: z.string(),
  traces: z.number().int().describe("Requests in the range."),
  errors: z.number().int(),
  tokens: z
    .strictObject({ input: z.number().nullable(), output: z.number().nullable(), total: z.number() })
    .nullable()
    .describe("Null: no span reported any."),
  cost: z.number().nullable().describe("US dollars, of calls that have a price; null: none has."),
  p50Ms: z.number().nullable().describe("Response time; null while every trace is running."),
  p95Ms: z.number().nullable(),
  lastSeen: z.string().describe("When the newest span of these traces was received."),
  pulse: z
    .array(z.strictObject({ traces: z.number().int(), errors: z.number().int() }))
    .describe("The range in 24 equal parts."),
});

const response = z.strictObject({ items: z.array(application), nextCursor: z.null() });
export type ListApplicationsResponse = z.infer<typeof response>;

export const listApplications = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/applications",
  permission: "trace:read",
  summary: "List applications that sent traces in the range (default: 24 hours), busiest first; at most 500",
  query: z.strictObject({ ...timeRange(1), environment: metricFilter.environment }),
  response,
  async handle({ spans }, { grant, query }) {
    const { environment } = query;
    const found = await spans.listApplications(grant, {
      ...toRange(query, 1),
      ...(environment === undefined ? {} : { environment }),
    });
    const items = found.map(({ inputTokens: input, outputTokens: output, pulse, ...rest }) => ({
      ...rest,
      tokens: input === null && output === null ? null : { input, output, total: (input ?? 0) + (output ?? 0) },
      pulse: [...pulse],
    }));
    return { items, nextCursor: null };
  },
});
