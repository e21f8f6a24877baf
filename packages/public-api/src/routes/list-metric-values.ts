import { metricValuesMax } from "@plumbline/span-store/metrics/metric-values";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { timeRange, toRange } from "../schemas/time-range";
import { kind } from "../schemas/trace-item";

const value = { value: z.string().describe("Empty: none reported."), count: z.number().int() };
const values = z.array(z.strictObject(value));

const response = z.strictObject({
  applications: values.describe("Counted in traces."),
  models: values.describe("Counted in model calls."),
  environments: values.describe("Counted in traces."),
  spanNames: z.array(z.strictObject({ ...value, kind })).describe("Counted in spans."),
});
export type MetricValuesResponse = z.infer<typeof response>;

export const listMetricValues = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/metrics/values",
  permission: "trace:read",
  summary: `What figures can be filtered by, most frequent first, at most ${metricValuesMax} of each; default range: 24 hours`,
  query: z.strictObject(timeRange(1)),
  response,
  async handle({ metrics }, { grant, query }) {
    const found = await metrics.readMetricValues(grant, toRange(query, 1));
    return {
      applications: [...found.applications],
      models: [...found.models],
      environments: [...found.environments],
      spanNames: [...found.spanNames],
    };
  },
});
