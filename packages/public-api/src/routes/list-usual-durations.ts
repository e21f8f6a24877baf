import { usualNamesMax } from "@plumbline/span-store/metrics/span-durations";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { kind } from "../schemas/trace-item";

const response = z.strictObject({
  items: z.array(
    z.strictObject({
      name: z.string().describe("Of the spans."),
      kind,
      model: z.string().nullable(),
      count: z.number().int(),
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
    }),
  ),
  nextCursor: z.null(),
});
export type UsualDurationsResponse = z.infer<typeof response>;

/** Span names may hold commas: several are given by repeating the parameter. */
const names = z.preprocess(
  (value: string | readonly string[]) => (typeof value === "string" ? [value] : value),
  z.array(z.string().min(1).max(1000)).min(1).max(usualNamesMax),
);

export const listUsualDurations = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/metrics/usual-durations",
  permission: "trace:read",
  summary: "How long spans of these names usually take: p50 and p95 of the last 7 days, by name and model",
  query: z.strictObject({ names: names.describe("Repeat for several: names=chat&names=retrieve.") }),
  response,
  async handle({ metrics }, { grant, query }) {
    return { items: await metrics.readUsualDurations(grant, query.names), nextCursor: null };
  },
});
