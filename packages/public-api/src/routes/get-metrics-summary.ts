import { z } from "zod";
import { defineRoute } from "../define-route";
import { everyMeasure, metricFilter, toMetricFilter, uncountedMinutes } from "../schemas/metrics";

const response = z.strictObject({
  current: everyMeasure.describe("Of the range. cost is in US dollars, of calls that have a price."),
  previous: everyMeasure.describe("Of the equally long range before."),
  previousFrom: z.string().describe("Where the range before begins."),
  uncountedMinutes,
});
export type MetricsSummaryResponse = z.infer<typeof response>;

export const getMetricsSummary = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/metrics/summary",
  permission: "trace:read",
  summary: "Totals of a range and of the range before it; default: 24 hours",
  query: z.strictObject(metricFilter),
  response,
  handle: ({ metrics }, { grant, query }) => metrics.readSummary(grant, toMetricFilter(query)),
});
