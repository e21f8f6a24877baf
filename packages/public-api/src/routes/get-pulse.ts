import { z } from "zod";
import { defineRoute } from "../define-route";
import { timeRange } from "../schemas/time-range";
import { toTraceFilter, traceFilter } from "../schemas/trace-filter";

const figures = {
  traces: z.number().int(),
  errors: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
};

const response = z.strictObject({
  stepMs: z.number().int().describe("Length of a bucket."),
  isUpperBound: z
    .boolean()
    .describe(
      "q asks about attributes or text of more traces than can be looked at in time; it is left out of the count, so that the true figures are these or smaller.",
    ),
  total: z.strictObject(figures).describe("Of the whole range."),
  buckets: z.array(z.strictObject({ startTime: z.string(), ...figures })),
});
export type PulseResponse = z.infer<typeof response>;

export const getPulse = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/pulse",
  permission: "trace:read",
  summary: "Count traces and errors over time, with response times; default range: 24 hours",
  query: z.strictObject({ ...traceFilter, ...timeRange(1) }),
  response,
  async handle({ spans }, { grant, query }) {
    const pulse = await spans.readPulse(grant, toTraceFilter(query, 1));
    return { stepMs: pulse.stepMs, isUpperBound: pulse.isUpperBound, total: pulse.total, buckets: [...pulse.buckets] };
  },
});
