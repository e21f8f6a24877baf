import { slowestMax } from "@plumbline/span-store/metrics/span-durations";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { metricFilter, toMetricFilter } from "../schemas/metrics";
import { kind } from "../schemas/trace-item";

const response = z.strictObject({
  items: z.array(
    z.strictObject({
      spanName: z.string(),
      kind,
      count: z.number().int(),
      errors: z.number().int(),
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
      totalMs: z.number().describe("Sum of the durations."),
      timeShare: z
        .number()
        .nullable()
        .describe("totalMs over the time of all traces; above 1 where spans run beside each other."),
    }),
  ),
  nextCursor: z.null(),
});
export type SlowestSpansResponse = z.infer<typeof response>;

export const listSlowestSpans = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/metrics/slowest-spans",
  permission: "trace:read",
  summary: `Span names by p95 duration, slowest first, at most ${slowestMax}; default range: 24 hours`,
  query: z.strictObject(metricFilter),
  response,
  async handle({ metrics }, { grant, query }) {
    return { items: await metrics.readSlowestSpans(grant, toMetricFilter(query)), nextCursor: null };
  },
});
