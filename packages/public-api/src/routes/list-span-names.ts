import { z } from "zod";
import { defineRoute } from "../define-route";
import { timeRange, toRange } from "../schemas/time-range";

const response = z.strictObject({
  items: z.array(z.strictObject({ name: z.string(), traces: z.number().int() })),
  nextCursor: z.null(),
});
export type ListSpanNamesResponse = z.infer<typeof response>;

export const listSpanNames = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/span-names",
  permission: "trace:read",
  summary: "List span names for completion, commonest first, out of the newest 2,000 traces of the range",
  query: z.strictObject({ ...timeRange(30), application: z.string().min(1).max(1000).optional() }),
  response,
  async handle({ spans }, { grant, query }) {
    const items = await spans.listSpanNames(grant, {
      ...toRange(query, 30),
      ...(query.application === undefined ? {} : { application: query.application }),
    });
    return { items, nextCursor: null };
  },
});
